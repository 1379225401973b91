import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PostgresBinaries } from './postgres-binary';
import type { UnprivilegedRun } from './unprivileged-run';

/** User, password and database of the embedded server, which listens on this machine only. */
export const EMBEDDED_NAME = 'tollgate';
const MAJOR = '18';

type Input = { stdin?: string };

/** Environment of the PostgreSQL programs: one locale, one time zone, nothing inherited. */
export const POSTGRES_ENV: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/**
 * Creates the data folder where there is none: `initdb` and the database, in a folder beside it that
 * takes the final name when it is complete, so that a run cut short leaves nothing half-made.
 * @throws {Error} one sentence, when the folder belongs to another version of PostgreSQL.
 */
export async function prepareCluster(
  folder: string,
  binaries: PostgresBinaries,
  run: UnprivilegedRun,
): Promise<void> {
  if (existsSync(folder)) return checkVersion(folder);
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await chmod(draft, 0o700);
  run.own(draft);
  const passwordFile = `${folder}.password`;
  await writeFile(passwordFile, EMBEDDED_NAME, { mode: 0o600 });
  run.own(passwordFile);
  const initdb = [`--pgdata=${draft}`, `--username=${EMBEDDED_NAME}`, `--pwfile=${passwordFile}`];
  const locale = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', '--no-instructions'];
  await runToEnd([binaries.initdb, ...initdb, ...locale], run).finally(() => rm(passwordFile));
  await runToEnd([binaries.postgres, '--single', '-D', draft, 'postgres'], run, {
    stdin: `CREATE DATABASE ${EMBEDDED_NAME};\n`,
  });
  await rename(draft, folder);
}

async function checkVersion(folder: string): Promise<void> {
  const found = await readFile(path.join(folder, 'PG_VERSION'), 'utf8').catch(() => '');
  if (found.trim() === MAJOR) return;
  const what = found ? `PostgreSQL ${found.trim()} data` : 'no PostgreSQL data';
  throw new Error(
    `${folder} holds ${what}; PostgreSQL ${MAJOR} is needed. Run \`npm run reset\` to start over, or set DATA_DIR to another folder.`,
  );
}

async function runToEnd(words: string[], run: UnprivilegedRun, input: Input = {}): Promise<void> {
  const [program = '', ...args] = [...run.prefix, ...words];
  const child = spawn(program, args, { uid: run.uid, gid: run.gid, env: POSTGRES_ENV, cwd: '/' });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input.stdin);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const reason = output.match(/(?:error|FATAL|PANIC): .*/)?.[0] ?? output.trim().slice(-300);
  throw new Error(`Preparing the database failed: ${reason}`);
}
