import path from 'node:path';
import { EnvError, type Env, parseEnv } from '@/lib/env';
import { stopOrphan } from '@/services/database/orphan';
import { reportReady } from '@/lib/process';
import { announce } from './announce';
import { launch } from './launch';
import { claimDataFolder } from './launch-lock';
import { loadLocalSecrets } from './local-secrets';
import { checkDatabase } from './migration-state.repository';
import { checkPorts, neededPorts } from './port-check';
import { Refusal } from './refusal';
import { type CompiledEntries, SystemProcesses } from './system-processes';

type StartOptions = {
  /** Hot reload instead of a build. */
  dev: boolean;
  /** The process that a debugger can attach to. */
  inspect: string | undefined;
  /** When the first stage began, in milliseconds. */
  startedAt: number;
  /** What the first stage has compiled; empty in development. */
  compiled: CompiledEntries;
};

const PARENT_CHECK_MS = 500;

/** Everything that is known before the first process starts. */
type Plan = { env: Env; ownDatabase: boolean; release: () => void };

/**
 * Starts the whole system and keeps it running until Ctrl-C, SIGTERM or the loss of a process. What
 * can start side by side does.
 */
export async function start({ dev, inspect, startedAt, compiled }: StartOptions): Promise<void> {
  const abort = new AbortController();
  let system: SystemProcesses | undefined;
  let release: (() => void) | undefined;

  let ending: Promise<void> | undefined;
  const end = (code: number, sentence?: string): Promise<void> => {
    ending ??= (async () => {
      if (sentence) console.error(`\n${sentence}`);
      abort.abort();
      await system?.stop();
      release?.();
      process.exit(code);
    })();
    return ending;
  };
  // Started by the tests: without them nothing runs on.
  process.on('disconnect', () => void end(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void end(0));
  }
  // A killed npm tells no one; without it there is no terminal to stop us from.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && void end(0), PARENT_CHECK_MS).unref();
  }

  try {
    const plan = await prepare();
    release = plan.release;
    const mode = { NODE_ENV: dev ? 'development' : 'production', ...trustOwnHttps(plan.env) };
    const onLoss = (sentence: string) => void end(1, sentence);
    system = new SystemProcesses({
      dataDir: plan.env.DATA_DIR,
      env: mode,
      onLoss,
      inspected: inspect,
      compiled,
    });
    const key = await launch(plan, system, { dev, startedAt, signal: abort.signal });
    if (ending) return;
    announce(plan.env, startedAt, dev, key);
    reportReady();
    if (dev) (await import('./restart-on-change')).restartOnChange(system);
  } catch (error) {
    if (abort.signal.aborted) return ending;
    await end(1, explainStart(error));
  }
}

/** What the processes ask of each other at APP_URL is answered with the development certificate. */
function trustOwnHttps({ HTTPS_PORT, HTTPS_DIR }: Env): Record<string, string> {
  if (HTTPS_PORT === undefined) return {};
  return { NODE_EXTRA_CA_CERTS: path.resolve(HTTPS_DIR, 'ca.pem') };
}

/** One sentence where a person can do something about it; else all that is known. */
function explainStart(error: unknown): string {
  if (error instanceof Refusal || error instanceof EnvError) return error.message;
  return String(error instanceof Error ? error.stack : error);
}

async function prepare(): Promise<Plan> {
  if (process.env.DEPLOYMENT && process.env.DEPLOYMENT !== 'local') {
    throw new Refusal(
      '`npm start` runs a local system, and DEPLOYMENT is set to something else. Unset it, or start each service by itself.',
    );
  }
  loadLocalSecrets(process.env.DATA_DIR || '.data');
  const ownDatabase = Boolean(process.env.DATABASE_URL);
  const env = parseEnv(process.env);
  const claim = claimDataFolder(env);
  try {
    if (ownDatabase) await checkDatabases(env);
    else await stopOrphan(path.resolve(env.DATA_DIR, 'database'));
    await checkPorts(neededPorts(env, ownDatabase), claim.afterCrash);
  } catch (error) {
    claim.release();
    throw error;
  }
  return { env, ownDatabase, release: claim.release };
}

async function checkDatabases(env: Env): Promise<void> {
  await checkDatabase('DATABASE_URL', env.DATABASE_URL);
  if (env.BILLING_DATABASE_URL !== env.DATABASE_URL) {
    await checkDatabase('BILLING_DATABASE_URL', env.BILLING_DATABASE_URL);
  }
  if (env.DIRECT_DATABASE_URL) await checkDatabase('DIRECT_DATABASE_URL', env.DIRECT_DATABASE_URL);
}
