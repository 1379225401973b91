import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestEnv } from '@/scripts/testing/test-system';

/** The database process is killed, and its PostgreSQL serves on without anybody to stop it. */

let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  env = await makeTestEnv('orphan');
});

afterAll(() => rmSync(env.DATA_DIR ?? '', { recursive: true, force: true }));

async function startDatabase(): Promise<{ child: ChildProcess; server: number }> {
  const child = fork('scripts/run.mjs', ['services/database/main.ts'], {
    env: { ...env, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const file = path.join(env.DATA_DIR ?? '', 'database/postmaster.pid');
  return { child, server: Number.parseInt(readFileSync(file, 'utf8'), 10) };
}

/** A process that ended counts as gone, also where nobody has asked for its exit code yet. */
const isAlive = (pid: number) => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout);
};

it('stops the orphan and starts anew on the same data', async () => {
  const first = await startDatabase();
  first.child.kill('SIGKILL');
  await once(first.child, 'close');
  expect(isAlive(first.server)).toBe(true);

  const second = await startDatabase();
  expect(isAlive(first.server)).toBe(false);
  expect(second.server).not.toBe(first.server);

  second.child.kill('SIGTERM');
  await once(second.child, 'close');
  expect(isAlive(second.server)).toBe(false);
});

it('leaves a database alone whose process lives', async () => {
  const first = await startDatabase();
  const other = fork('scripts/run.mjs', ['services/database/main.ts'], {
    env: { ...env, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await once(other, 'message')) as [{ failed?: string }];
  expect(message.failed).toContain('A database already runs on');
  expect(isAlive(first.server)).toBe(true);
  first.child.kill('SIGTERM');
  await once(first.child, 'close');
});
