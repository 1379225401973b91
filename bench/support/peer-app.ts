import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import process from 'node:process';

/** Where the peers live: in the data folder, never among the project's own dependencies. */
const FOLDER = '.data/bench/next-app';

/**
 * Copies the Next.js application that holds the peers, installs what only they need, and builds it.
 * @returns its folder.
 * @throws {Error} with the output of what failed.
 */
export function buildPeerApp(): string {
  mkdirSync(FOLDER, { recursive: true });
  cpSync('bench/next-app', FOLDER, { recursive: true });
  if (!existsSync(`${FOLDER}/node_modules/better-auth`)) {
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  run(process.execPath, ['../../../node_modules/next/dist/bin/next', 'build']);
  return FOLDER;
}

function run(program: string, args: string[]): void {
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: FOLDER,
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
}
