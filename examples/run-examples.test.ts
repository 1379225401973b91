import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { getOpenApiDocument } from '@/lib/api/openapi-document';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { createMeter } from '@/lib/usage/create-meter';
import { type OpenApiDocument, writeClient } from '@/scripts/client/write-client';

provideTestDatabase();

const run = promisify(execFile);

let web: TestWeb;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const ada = await createPerson({ name: 'Ada Lovelace' });
  await createMeter(ada, { key: 'api_calls', name: 'API calls', aggregation: 'sum' });
  const { key } = await issueApiKey(ada, {
    name: 'example',
    scopes: ['events:write', 'usage:read'],
    mode: 'test',
  });
  web = await startTestWeb();
  env = { ...process.env, TOLLGATE_URL: web.url, TOLLGATE_API_KEY: key };
});
afterAll(() => web.stop());

test('curl', async () => {
  const { stdout } = await run('sh', ['examples/curl/send-usage.sh'], { env });
  const [me, events, usage] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(me).toMatchObject({ user: { name: 'Ada Lovelace' } });
  expect(events).toEqual({ accepted: 1, duplicates: 0 });
  expect(usage.total).toBe(2);
});

test('TypeScript', async () => {
  const args = ['--import', 'tsx', 'examples/typescript/send-usage.ts'];
  const { stdout } = await run(process.execPath, args, { env });
  expect(stdout).toMatch(
    /^Ada Lovelace in Ada Lovelace's, test mode\naccepted: 2; sent again, duplicates: 2\napi_calls in 30 days: \d+\n$/,
  );
});

test('TypeScript says what was refused', async () => {
  const args = ['--import', 'tsx', 'examples/typescript/send-usage.ts'];
  const wrong = { ...env, TOLLGATE_API_KEY: 'tg_test_nothing' };
  await expect(run(process.execPath, args, { env: wrong })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^invalid-key: .* \(req_\w+\)\n$/),
  });
});

test('Python', async () => {
  const { stdout } = await run('python3', ['examples/python/send_usage.py'], { env });
  expect(stdout).toMatch(
    /^Ada Lovelace in Ada Lovelace's, test mode\naccepted: 1; sent again, duplicates: 1\napi_calls in 30 days: \d+\n$/,
  );
});

test.each([
  ['sh', ['examples/curl/send-usage.sh']],
  [process.execPath, ['--import', 'tsx', 'examples/typescript/send-usage.ts']],
  ['python3', ['examples/python/send_usage.py']],
])('without a key %s says what to set', async (program, args) => {
  await expect(run(program, args, { env: { ...env, TOLLGATE_API_KEY: '' } })).rejects.toMatchObject(
    {
      stderr: expect.stringMatching(/TOLLGATE_API_KEY.*examples\/README\.md/),
    },
  );
});

test.each([
  [process.execPath, ['--import', 'tsx', 'examples/typescript/send-usage.ts']],
  ['python3', ['examples/python/send_usage.py']],
])('where nothing runs %s says so in one line', async (program, args) => {
  const nowhere = { ...env, TOLLGATE_URL: `http://localhost:${await freePort()}` };
  await expect(run(program, args, { env: nowhere })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^No Tollgate answers at .*\n$/),
  });
});

test('the typed client is the one that the document makes: else run `npm run client`', async () => {
  const document = getOpenApiDocument() as unknown as OpenApiDocument;
  const written = await readFile('examples/typescript/generated/tollgate-client.ts', 'utf8');
  expect(written).toBe(writeClient(document));
});
