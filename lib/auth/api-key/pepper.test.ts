import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { dbPool } from '@/lib/db';
import { getEnv } from '@/lib/env';
import type { Principal } from '../principal';
import { issueApiKey } from './issue-api-key';
import { getPeppers, parsePeppers, setPeppers } from './pepper';
import { listPeppers, retirePepper, rotatePeppers } from './rotate-peppers';

provideTestDatabase();

const pepper = (byte: number) => Buffer.alloc(32, byte).toString('base64url');

let ada: Principal;
let file: string;

beforeAll(async () => {
  ada = await createPerson();
});

beforeEach(async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-peppers-'));
  file = path.join(folder, 'local.env');
  getEnv().DATA_DIR = folder;
  await writeFile(file, `AUTH_SECRET=x\nAPI_KEY_PEPPERS=1:${pepper(7)}\n`, { mode: 0o600 });
  setPeppers(parsePeppers(`1:${pepper(7)}`));
});

const newKey = () => issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' });
const use = async (key: string) => outcomeOf(await callApi(key, '/api/v1/me'));

async function versionOf(id: string): Promise<number> {
  const { rows } = await dbPool().query('select pepper_version from api_key where id = $1', [id]);
  return rows[0].pepper_version;
}

describe('the setting', () => {
  test('the highest issues, but not one on standby', () => {
    expect(parsePeppers(`1:${pepper(1)}`).issuing).toBe(1);
    expect(parsePeppers(`2:${pepper(2)},1:${pepper(1)}`).issuing).toBe(2);
    const standby = parsePeppers(`1:${pepper(1)},2:${pepper(2)}:standby`);
    expect([standby.issuing, standby.byVersion.size]).toEqual([1, 2]);
  });

  test.each([
    '',
    '1:short',
    'x',
    `0:${pepper(1)}`,
    `1:${pepper(1)},1:${pepper(2)}`,
    `1:${pepper(1)}:standby`,
  ])('%s is refused, unquoted', (text) => {
    expect(() => parsePeppers(text)).toThrow(/API_KEY_PEPPERS/);
    expect(() => parsePeppers(text)).not.toThrow(new RegExp(pepper(1)));
  });
});

describe('rotation', () => {
  test('no key stops working; a used one moves; the empty pepper retires', async () => {
    const used = await newKey();
    const unused = await newKey();
    expect(await rotatePeppers()).toEqual({ version: 2 });
    expect(getPeppers().issuing).toBe(2);
    expect(await readFile(file, 'utf8')).toMatch(/^AUTH_SECRET=x\nAPI_KEY_PEPPERS=1:.*,2:.*\n$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    expect(await use(used.key)).toBe('200');
    await vi.waitUntil(async () => (await versionOf(used.view.id)) === 2);
    expect(await use(used.key)).toBe('200');
    expect(await versionOf((await newKey()).view.id)).toBe(2);

    await expect(retirePepper(1)).rejects.toMatchObject({ slug: 'conflict' });
    expect(await use(unused.key)).toBe('200');
    await vi.waitUntil(async () => (await versionOf(unused.view.id)) === 2);
    await retirePepper(1);
    expect(await listPeppers()).toEqual([{ version: 2, issuing: true, keys: 3 }]);
    expect(await use(used.key)).toBe('200');
  });

  test('a process that has not heard of the new pepper reads it at the first need', async () => {
    await rotatePeppers();
    const { key } = await newKey();
    setPeppers(parsePeppers(`1:${pepper(7)}`));
    expect(await use(key)).toBe('200');
  });

  test('where it has not arrived at all the answer is 503, never 401 and never 200', async () => {
    await rotatePeppers();
    const { key } = await newKey();
    await writeFile(file, `API_KEY_PEPPERS=1:${pepper(7)}\n`);
    setPeppers(parsePeppers(`1:${pepper(7)}`));
    expect(await use(key)).toBe('503 dependency-unavailable');
  });
});

test('a copy of the database can neither use nor confirm a key', async () => {
  const { key } = await newKey();
  setPeppers(parsePeppers(`1:${pepper(8)}`));
  await writeFile(file, '');
  expect(await use(key)).toBe('401 invalid-key');
  const dump = JSON.stringify((await dbPool().query('select * from api_key')).rows);
  expect(dump).not.toContain(key.slice(16));
});
