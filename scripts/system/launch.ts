import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { promisify } from 'node:util';
import type { Env } from '@/lib/env';
import { curlLine } from './announce';
import { buildWeb, findWebBuild, type WebBuild } from './build-web';
import { generateClients } from './generate-clients';
import { makeRegistry } from './make-registry';
import { migrate } from './migrate';
import { secondsSince, step } from './progress';
import type { CompiledEntries, ServiceName, SystemProcesses } from './system-processes';

const run = promisify(execFile);

type LaunchOptions = { dev: boolean; startedAt: number; signal: AbortSignal };

/**
 * Starts the processes, side by side where they can. The web process comes before its pages: the API
 * answers while they are being built.
 * @returns a key for the curl line.
 */
export async function launch(
  { env, ownDatabase }: { env: Env; ownDatabase: boolean },
  system: SystemProcesses,
  { dev, startedAt, signal }: LaunchOptions,
): Promise<string> {
  const start = (name: ServiceName, note?: string) =>
    step(
      name,
      () => system.start(name),
      () => note,
    );

  const database = ownDatabase ? undefined : start('database', `port ${env.DATABASE_PORT}`);
  const workloadCa = start('workload-ca');
  const ports = [...env.IDENTITY_PROVIDER_PORTS, env.CI_ISSUER_PORT, ...env.INTEGRATIONS_PORTS];
  const startStandIns = () => start('stand-ins', `ports ${ports.join(', ')}`);
  // They are to trust the certificate of the app, which has to exist first.
  const standIns = env.HTTPS_PORT ? workloadCa.then(startStandIns) : startStandIns();
  const code = step(
    'prisma clients',
    () => generateClients(env.DATA_DIR, signal),
    (made) => (made ? 'generated' : 'up to date'),
  ).then(async () => {
    if (!dev) system.addCompiled(await compileEntries(['data', 'billing', 'web'], signal));
  });
  const migrations = Promise.all([database]).then(() =>
    step(
      'migrations',
      () => migrate(env, ownDatabase, signal),
      (names) => names.join(', ') || 'up to date',
    ),
  );
  const data = Promise.all([migrations, code]).then(() => system.prepareData());
  const billing = Promise.all([migrations, code, workloadCa]).then(() =>
    start('billing', `port ${env.BILLING_PORT}`),
  );
  const lookForBuild = dev ? undefined : findWebBuild();
  // All at once, so that the first failure is the one that is reported.
  const [key, build] = await Promise.all([data, lookForBuild, standIns, billing]);
  const registry = step(
    'registry',
    () => makeRegistry(env.DATA_DIR, signal),
    (made) => made,
  );
  if (!build || build.isCurrent) await start('web', `port ${env.PORT}`);
  else await startBeforePages(build, system, env, { key, startedAt, signal });
  await registry;
  return key;
}

async function startBeforePages(
  build: WebBuild,
  system: SystemProcesses,
  env: Env,
  { key, startedAt, signal }: { key: string; startedAt: number; signal: AbortSignal },
): Promise<void> {
  const messages = new EventEmitter();
  const pagesReady = once(messages, 'ready');
  const web = await step(
    'web',
    () =>
      system.start('web', {
        args: ['--pages-later'],
        onMessage: ({ pages: state }) => state && messages.emit(state),
      }),
    () => `port ${env.PORT}`,
  );
  console.log(`\n  The API answers, ${secondsSince(startedAt)} after the start:`);
  console.log(`  ${curlLine(env, key)}\n`);
  const tell = (built: boolean, progress: string) => web?.send({ pages: { built, progress } });
  const onProgress = (line: string) => tell(false, line);
  await step('pages', () => buildWeb(build, { dataDir: env.DATA_DIR, signal, onProgress }));
  tell(true, 'Built');
  await pagesReady;
}

/** Compiles more entries, in a process that ends. */
async function compileEntries(names: string[], signal: AbortSignal): Promise<CompiledEntries> {
  const { stdout } = await run(process.execPath, ['scripts/compile.mjs', ...names], { signal });
  return JSON.parse(stdout);
}
