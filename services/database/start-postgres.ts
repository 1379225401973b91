import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { EMBEDDED_NAME, POSTGRES_ENV, prepareCluster } from './cluster-folder';
import { stopOrphan } from './orphan';
import { findPostgresBinaries } from './postgres-binary';
import { chooseUnprivilegedRun } from './unprivileged-run';

const READY = /database system is ready to accept connections/;
const STOP_LIMIT_MS = 8_000;
const LOG_LINE = /^\S+ \S+ \S+ \[\d+\] (?<level>[A-Z]+): {2}(?<text>.*)$/;

export type PostgresOptions = {
  /** The data folder; created at the first start. */
  folder: string;
  port: number;
  /** More settings, each `name=value`. */
  settings?: string[];
  /** More of the server's environment, which otherwise inherits nothing. */
  env?: Record<string, string>;
  /** Gets each line that the server logs. */
  onLine?: (level: string, text: string) => void;
};

export type RunningPostgres = {
  url: string;
  /** Resolves when the server process is gone, for whatever reason. */
  exited: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts the embedded PostgreSQL 18 on `localhost` only and resolves when it takes connections.
 * `fsync` stays on: what a transaction acknowledged survives a power cut.
 * @throws {Error} one sentence that says what to do.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = path.resolve(options.folder);
  await mkdir(path.dirname(folder), { recursive: true });
  const binaries = await findPostgresBinaries();
  await stopOrphan(folder);
  const run = chooseUnprivilegedRun(folder, binaries.postgres);
  await prepareCluster(folder, binaries, run);
  const settings = [
    'listen_addresses=localhost',
    'unix_socket_directories=',
    'log_min_messages=log',
    ...(options.settings ?? []),
  ].flatMap((setting) => ['-c', setting]);
  const words = [...run.prefix, binaries.postgres, '-D', folder, '-p', String(options.port)];
  const [program = '', ...args] = [...words, ...settings];
  const child = spawn(program, args, {
    uid: run.uid,
    gid: run.gid,
    env: { ...POSTGRES_ENV, ...options.env },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C reaches the whole terminal group; the server must outlive those who still use it.
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await waitUntilReady(child, options);
  return {
    url: `postgres://${EMBEDDED_NAME}:${EMBEDDED_NAME}@localhost:${options.port}/${EMBEDDED_NAME}`,
    exited,
    stop: () => stopServer(child, exited),
  };
}

function waitUntilReady(child: ChildProcess, options: PostgresOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const lines = child.stderr ? createInterface({ input: child.stderr }) : undefined;
    lines?.on('line', (line) => {
      const { level = 'LOG', text = line } = line.match(LOG_LINE)?.groups ?? {};
      seen.push(text);
      options.onLine?.(level, text);
      if (READY.test(text)) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(explain(seen, options))));
  });
}

function explain(lines: string[], { port, folder }: PostgresOptions): string {
  const text = lines.join(' ');
  if (/could not bind|could not create any TCP/.test(text)) {
    return `Port ${port} is taken, so the database can't listen. Set DATABASE_PORT to a free port.`;
  }
  return `The database did not start from ${folder}: ${lines.slice(-3).join(' ')} Run \`npm run reset\` to start over.`;
}

async function stopServer(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(timer);
}
