import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterUserCode } from '@/e2e/oauth/support/enter-user-code';
import { startLogin } from '@/e2e/oauth/support/start-login';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { listConnectedApps } from '@/lib/auth/oauth/authorization-server/connected-app';
import type { Principal } from '@/lib/auth/principal';
import { freePort } from '@/e2e/support/test-server';
import { createMeter } from '@/lib/usage/create-meter';

provideTestDatabase();

let web: TestWeb;
let ada: Principal;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const port = await freePort();
  const APP_URL = `http://localhost:${port}`;
  Object.assign(process.env, { APP_URL, PORT: String(port) });
  ada = await createPerson({ name: 'Ada Lovelace' });
  await createMeter(ada, { key: 'api_calls', name: 'API calls', aggregation: 'sum' });
  const { view } = await registerApp(ada, {
    name: 'Command line',
    redirectUris: [],
    scopes: ['usage:read', 'events:read'],
    requiredScopes: ['usage:read'],
    public: true,
  });
  web = await startTestWeb({ APP_URL, PORT: port });
  folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-command-line-'));
  env = { ...process.env, TOLLGATE_URL: APP_URL, DATA_DIR: folder, CLIENT_ID: view.clientId };
});
afterAll(async () => {
  await web.stop();
  await rm(folder, { recursive: true, force: true });
});

const words = (command: string) => ['--import', 'tsx', 'examples/command-line/main.ts', command];
const run = (command: string) => promisify(execFile)(process.execPath, words(command), { env });

test('where no system runs, login says so and nothing before it', async () => {
  const nowhere = `postgres://nobody@localhost:${await freePort()}/none`;
  const alone = { ...env, CLIENT_ID: '', DATABASE_URL: nowhere };
  const refused = promisify(execFile)(process.execPath, words('login'), { env: alone });
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The database does not answer\. .*\n$/),
  });
});

test('login, use and logout', { timeout: 120_000 }, async () => {
  const { child, code, output } = await startLogin(words('login'), env);
  expect(output()).toContain(`Open ${env.TOLLGATE_URL}/oauth/device`);
  const closed = once(child, 'close');
  await enterUserCode(env.TOLLGATE_URL ?? '', code, ada, { scopes: ['events:read'] });
  expect(await closed).toEqual([0, null]);
  expect(output()).toContain("Logged in as Ada Lovelace of Ada Lovelace's, test data.");
  expect(output()).toContain('It may: events:read usage:read');

  const [file = ''] = (await readdir(folder)).filter((name) => name.includes('tokens'));
  const stored = path.join(folder, file);
  expect((await stat(stored)).mode & 0o777).toBe(0o600);
  expect(output()).not.toContain('tg_');
  expect((await run('usage')).stdout).toBe('api_calls in 30 days: 0\n');

  const tokens = JSON.parse(await readFile(stored, 'utf8')) as { accessToken: string };
  expect(await listConnectedApps(ada)).toHaveLength(1);
  expect((await run('logout')).stdout).toBe('Logged out. The tokens work no more.\n');
  expect((await readdir(folder)).filter((name) => name.includes('tokens'))).toEqual([]);
  expect(await listConnectedApps(ada)).toEqual([]);
  const headers = { authorization: `Bearer ${tokens.accessToken}` };
  expect((await fetch(`${env.TOLLGATE_URL}/api/v1/me`, { headers })).status).toBe(401);
  await expect(run('usage')).rejects.toMatchObject({
    code: 1,
    stderr: 'Nobody is logged in. Run login first.\n',
  });
});

test('a login that is declined says so and leaves nothing behind', {
  timeout: 120_000,
}, async () => {
  const { child, code, output } = await startLogin(words('login'), env);
  const closed = once(child, 'close');
  await enterUserCode(env.TOLLGATE_URL ?? '', code, ada, { allow: false });
  expect(await closed).toEqual([1, null]);
  expect(output()).toContain('It was declined in the browser.');
  expect((await readdir(folder)).filter((name) => name.includes('tokens'))).toEqual([]);
});
