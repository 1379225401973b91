import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Env } from '@/lib/env';
import { Refusal } from './refusal';

export type Launch = {
  pid: number;
  url: string;
  startedAt: string;
  /** Where it listens, by variable: `scripts/run.mjs` reads them for commands of the same folder. */
  ports: Record<string, string>;
};

const PORTS = [
  'PORT',
  'APP_URL',
  'BILLING_PORT',
  'DATABASE_PORT',
  'IDENTITY_PROVIDER_PORTS',
  'INTEGRATIONS_PORTS',
  'CI_ISSUER_PORT',
  'METRICS_PORT',
  'BILLING_METRICS_PORT',
] as const satisfies readonly (keyof Env)[];

const FILE = 'launcher.json';

/** The launcher that runs on a data folder; undefined where none does, also after `kill -9`. */
export function findLaunch(dataDir: string): Launch | undefined {
  try {
    const launch = JSON.parse(readFileSync(path.join(dataDir, FILE), 'utf8')) as Launch;
    return isLauncher(launch.pid) ? launch : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Claims a data folder for this process.
 * @returns how to release it, and whether the launcher before was killed without releasing it.
 * @throws {Refusal} while another launcher runs on it.
 */
export function claimDataFolder(env: Env): { release: () => void; afterCrash: boolean } {
  const { DATA_DIR: dataDir, APP_URL: url } = env;
  const file = path.join(dataDir, FILE);
  const launch = {
    pid: process.pid,
    url,
    startedAt: new Date().toISOString(),
    ports: portsOf(env),
  };
  const write = () => writeFileSync(file, JSON.stringify(launch), { flag: 'wx', mode: 0o600 });
  let afterCrash = false;
  try {
    write();
  } catch {
    const running = findLaunch(dataDir);
    if (running) {
      throw new Refusal(
        `Tollgate already runs from ${dataDir} at ${running.url} (process ${running.pid}). Stop it with Ctrl-C, or set DATA_DIR and other ports to run a second one.`,
      );
    }
    rmSync(file, { force: true });
    write();
    afterCrash = true;
  }
  return { release: () => rmSync(file, { force: true }), afterCrash };
}

function portsOf(env: Env): Record<string, string> {
  const set = PORTS.filter((name) => env[name] !== undefined);
  return Object.fromEntries(set.map((name) => [name, String(env[name])]));
}

function isLauncher(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    // A process number is reused; the command line tells.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('scripts/start.mjs');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
