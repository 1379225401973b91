import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const ENTRIES = {
  database: 'services/database/main.ts',
  'workload-ca': 'services/workload-ca/main.ts',
  billing: 'services/billing/main.ts',
  web: 'bench/support/api-host.ts',
} as const;

export type BenchService = keyof typeof ENTRIES;

/** A free TCP port of this machine. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

const secret = () => randomBytes(32).toString('base64url');

/**
 * A whole system of its own for a measurement: real processes, an embedded PostgreSQL with `fsync`
 * on, free ports, a data folder that is gone afterwards. The calling process gets its environment,
 * so that `lib/` reaches the same database.
 */
export class BenchSystem {
  readonly #children = new Map<BenchService, ChildProcess>();

  private constructor(readonly folder: string) {}

  /** Makes the folder, starts and migrates the database, starts the other processes. */
  static async start(services: readonly BenchService[]): Promise<BenchSystem> {
    const folder = await mkdtemp(path.join(tmpdir(), 'tollgate-bench-'));
    // PostgreSQL may run as another user, who has to reach its own folder in here.
    spawnSync('chmod', ['711', folder]);
    for (const name of ['DATABASE_URL', 'BILLING_DATABASE_URL', 'REDIS_URL']) {
      delete process.env[name];
    }
    Object.assign(process.env, {
      DEPLOYMENT: 'local',
      NODE_ENV: 'production',
      DATA_DIR: folder,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
      PORT: String(await freePort()),
      BILLING_PORT: String(await freePort()),
      DATABASE_PORT: String(await freePort()),
      AUTH_SECRET: secret(),
      API_KEY_PEPPERS: `1:${secret()}`,
      ENCRYPTION_KEYS: `1:${secret()}`,
      WEBHOOK_ALLOW_LOOPBACK: '1',
    });
    const system = new BenchSystem(folder);
    await system.launch('database');
    const args = ['scripts/prisma.mjs', 'migrate', 'deploy'];
    const migrated = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (migrated.status !== 0) throw new Error(migrated.stderr || migrated.stdout);
    for (const service of services) if (service !== 'database') await system.launch(service);
    return system;
  }

  /** Starts one process and resolves when it serves. */
  async launch(service: BenchService): Promise<void> {
    const child = fork('scripts/run.mjs', [ENTRIES[service]], { stdio: 'inherit' });
    this.#children.set(service, child);
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => [{ failed: 'it ended' }]),
    ]);
    if (message.ready !== true) throw new Error(`${service} does not start: ${message.failed}`);
  }

  /** The process of a service. */
  pid(service: BenchService): number {
    return this.#children.get(service)?.pid ?? 0;
  }

  /** `kill -9`, the PostgreSQL server under its launcher included. Resolves when it is gone. */
  async kill(service: BenchService): Promise<void> {
    const child = this.#children.get(service);
    this.#children.delete(service);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const postgres = service === 'database' ? this.postgresPid() : undefined;
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (postgres) await killProcess(postgres);
  }

  /** Ends one process gently; its address is free again. */
  async shutDown(service: BenchService): Promise<void> {
    const child = this.#children.get(service);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Ends everything, gently where it can be, and removes the folder. */
  async stop(): Promise<void> {
    for (const service of ['web', 'billing', 'workload-ca', 'database'] as const) {
      await this.shutDown(service);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The PostgreSQL server below the database process. */
  postgresPid(): number {
    const file = path.join(this.folder, 'database', 'postmaster.pid');
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  }
}

/** Kills a process that is no child of ours and waits until the system has forgotten it. */
async function killProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
