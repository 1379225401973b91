import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-registry-'));
  process.env.DATA_DIR = folder;
  await mkdir(path.join(folder, 'registry'));
  await writeFile(path.join(folder, 'registry/api-key.json'), '{"name":"api-key"}');
  await writeFile(path.join(folder, 'secret.json'), 'secret');
});
afterAll(() => rm(folder, { recursive: true }));

test('a part of the registry is read, and what was not written is not there', async () => {
  const { readRegistryFile } = await import('./read-registry');
  expect(await readRegistryFile('api-key.json')).toBe('{"name":"api-key"}');
  expect(await readRegistryFile('mtls.json')).toBeUndefined();
});

test.each(['../secret.json', 'secret.json', '..%2Fsecret.json', 'api-key', 'sources.sha256', ''])(
  'no other file is read: %s',
  async (name) => {
    const { readRegistryFile } = await import('./read-registry');
    expect(await readRegistryFile(name)).toBeUndefined();
  },
);
