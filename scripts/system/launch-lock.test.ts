import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseEnv } from '@/lib/env';
import { claimDataFolder } from './launch-lock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tollgate-launch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SHOW = `
  import { getEnv } from '${process.cwd()}/lib/env';
  const { PORT, APP_URL, DATABASE_PORT, IDENTITY_PROVIDER_PORTS } = getEnv();
  console.log(JSON.stringify([PORT, APP_URL, DATABASE_PORT, ...IDENTITY_PROVIDER_PORTS]));
`;

/** What a command sees of the system of a data folder. */
async function seenBy(env: Record<string, string>): Promise<unknown> {
  const entry = path.join(folder, 'show.mts');
  writeFileSync(entry, SHOW);
  const { PATH = '' } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.mjs', entry], {
    env: { NODE_ENV: 'test', PATH, ENV_FILE: '', DATA_DIR: folder, ...env },
  });
  return JSON.parse(stdout);
}

const SECOND = { PORT: '3100', DATABASE_PORT: '5441', IDENTITY_PROVIDER_PORTS: '4101,4102' };

test('a command finds the ports of the system that runs from its folder', async () => {
  const { release } = claimDataFolder(parseEnv({ ...SECOND, DATA_DIR: folder }));
  const running = [3100, 'http://localhost:3100', 5441, 4101, 4102];
  expect(await seenBy({})).toEqual(running);
  // The shell wins, and nothing secret is written down.
  expect(await seenBy({ DATABASE_PORT: '6000' })).toEqual([3100, running[1], 6000, 4101, 4102]);
  expect(readFileSync(path.join(folder, 'launcher.json'), 'utf8')).not.toMatch(/postgres:|SECRET/);
  release();
});

test('control: without a running system they are the defaults', async () => {
  claimDataFolder(parseEnv({ ...SECOND, DATA_DIR: folder })).release();
  expect(await seenBy({})).toEqual([3000, 'http://localhost:3000', 5440, 4001, 4002]);
});
