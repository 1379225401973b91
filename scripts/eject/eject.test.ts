import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/e2e/support/test-database';
import { buildCopy } from './build-copy';
import { eject } from './eject';
import { PLANS } from './plans';
import { apiKeyPlan } from './api-key/plan';

const ROOT = process.cwd();
const run = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-eject-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('refusals, one sentence each', () => {
  test('a style that there is not', async () => {
    await expect(eject(ROOT, 'saml', path.join(folder, 'x'))).rejects.toThrow(
      /^There is no style "saml". Choose one of: api-key/,
    );
  });

  test('a folder that is not empty, which stays as it is', async () => {
    const full = path.join(folder, 'full');
    await mkdir(full);
    await writeFile(path.join(full, 'mine.txt'), 'mine');
    await expect(eject(ROOT, 'api-key', full)).rejects.toThrow(`${full} is not empty.`);
    const file = path.join(full, 'mine.txt');
    await expect(eject(ROOT, 'api-key', file)).rejects.toThrow(`${file} is not a folder.`);
  });

  test('a folder whose parent is not there', async () => {
    const parent = path.join(folder, 'nowhere');
    const target = path.join(parent, 'mine');
    await expect(eject(ROOT, 'api-key', target)).rejects.toThrow(`There is no folder ${parent}.`);
  });
});

test('api-key stays small', () => {
  const { size } = buildCopy(ROOT, apiKeyPlan);
  expect(size.files).toBeLessThanOrEqual(20);
  expect(size.lines).toBeLessThanOrEqual(1_500);
});

test('a declaration that is gone from the product is noticed', () => {
  const leftOutDeclarations = { 'lib/auth/scope.ts': ['NO_SUCH_THING'] };
  expect(() => buildCopy(ROOT, { ...apiKeyPlan, leftOutDeclarations })).toThrow(
    'lib/auth/scope.ts declares no NO_SUCH_THING to leave out.',
  );
});

test.each(PLANS)('$style names no file or package that its copy has not got', (plan) => {
  const { files } = buildCopy(ROOT, plan);
  for (const [file, text] of files) {
    if (file.endsWith('.ts')) expect(text, file).not.toMatch(/from '@\//);
  }
  expect(files.get('README.md')).not.toContain('{{');
});

describe('an ejected api-key', () => {
  let database: TestDatabase;
  let home: string;

  beforeAll(async () => {
    home = path.join(folder, 'api-key');
    await eject(ROOT, 'api-key', home);
    await symlink(path.join(ROOT, 'node_modules'), path.join(home, 'node_modules'));
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('type-checks, and its tests pass in memory and in PostgreSQL', async () => {
    await run(process.execPath, ['node_modules/typescript-7/bin/tsc', '--noEmit'], { cwd: home });
    const { stdout } = await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], {
      cwd: home,
      env: { ...process.env, DATABASE_URL: await emptyDatabase(), NO_COLOR: '1' },
    });
    expect(stdout).toContain('test/store.test.ts (14 tests)');
    expect(stdout).toMatch(/Test Files {2}\d+ passed \(\d+\)/);
  }, 60_000);

  test.each(['node-http', 'hono', 'express'])(
    'answers with %s',
    async (name) => {
      const port = await freePort();
      const server = startExample(home, name, port);
      try {
        const key = await server.firstKey;
        const call = (route: string, method = 'GET', text = key) =>
          fetch(`http://127.0.0.1:${port}${route}`, { method, headers: { 'x-api-key': text } });
        await vi.waitUntil(() => call('/me').catch(() => undefined), { timeout: 25_000 });
        expect((await call('/me')).status).toBe(200);
        expect((await call('/me', 'GET', `${key.slice(0, -1)}!`)).status).toBe(401);
        expect((await call(`/me?api_key=${key}`)).status).toBe(400);
        expect((await fetch(`http://127.0.0.1:${port}/me`)).status).toBe(401);
        const rolled = (await (await call('/roll', 'POST')).json()) as { key: string };
        expect((await call('/me', 'GET', rolled.key)).status).toBe(200);
        expect((await call('/me')).headers.get('deprecation')).toMatch(/^@\d+$/);
        expect((await call('/revoke', 'POST', rolled.key)).status).toBe(200);
        const refused = await call('/me', 'GET', rolled.key);
        expect(await refused.json()).toMatchObject({ status: 401, title: expect.any(String) });
      } finally {
        await server.stop();
      }
    },
    40_000,
  );

  async function emptyDatabase(): Promise<string> {
    // The clone holds a table of the same name: the copy gets a schema of its own.
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('create schema ejected');
    await client.end();
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=ejected');
    return url.href;
  }
});

function startExample(home: string, name: string, port: number) {
  const loader = ['--import', 'tsx', '--env-file=.env', `examples/${name}.ts`];
  const env = { ...process.env, PORT: String(port), DATABASE_URL: '' };
  const child: ChildProcess = spawn(process.execPath, loader, { cwd: home, env });
  const firstKey = new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (part: Buffer) => {
      text += part.toString();
      const key = /tg_test_[0-9A-Za-z]{46}/.exec(text)?.[0];
      if (key) resolve(key);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(text)));
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill();
    });
  return { firstKey, stop };
}
