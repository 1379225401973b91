import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeClientPair } from '@/scripts/testing/sign-request';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { getEnv } from '@/lib/env';
import { createMeter } from '@/lib/usage/create-meter';

provideTestDatabase();

const run = promisify(execFile);
const TYPESCRIPT = [process.execPath, '--import', 'tsx', 'examples/bound-key/dpop.ts'];
const PYTHON = ['python3', 'examples/bound-key/dpop.py'];
const SHELL = ['sh', 'examples/bound-key/sign-request.sh'];

const hasCryptography = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
if (!hasCryptography) console.warn('python3 has no package cryptography: dpop.py was not run');

let web: TestWeb;
let ada: Principal;
let folder: string;

beforeAll(async () => {
  ada = await createPerson({ name: 'Ada Lovelace' });
  await createMeter(ada, { key: 'api_calls', name: 'API calls', aggregation: 'sum' });
  web = await startTestWeb();
  // A proof names the URL of the API as it is configured.
  getEnv().APP_URL = web.url;
  folder = await mkdtemp(path.join(tmpdir(), 'tollgate-bound-key-'));
});
afterAll(async () => {
  await web.stop();
  await rm(folder, { recursive: true });
});

/** A bound key and the file with its private half, as the example takes them. */
async function prepare(alg: 'ES256' | 'Ed25519') {
  const { privateKey, publicJwk } = makeClientPair(alg);
  const file = path.join(folder, `${crypto.randomUUID()}.pem`);
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const { key } = await issueApiKey(ada, {
    name: 'example',
    scopes: ['events:write', 'usage:read'],
    mode: 'test',
    publicKey: publicJwk,
  });
  return {
    ...process.env,
    TOLLGATE_URL: web.url,
    TOLLGATE_API_KEY: key,
    TOLLGATE_PRIVATE_KEY: file,
  };
}

describe.each([
  { name: 'curl and openssl', command: SHELL, alg: 'Ed25519' as const, skip: false },
  { name: 'TypeScript', command: TYPESCRIPT, alg: 'ES256' as const, skip: false },
  { name: 'TypeScript', command: TYPESCRIPT, alg: 'Ed25519' as const, skip: false },
  { name: 'Python', command: PYTHON, alg: 'ES256' as const, skip: !hasCryptography },
])('$name, $alg', ({ command: [program = '', ...args], alg, skip }) => {
  test.skipIf(skip)('calls with the pair of its key', async () => {
    const { stdout } = await run(program, args, { env: await prepare(alg) });
    const [me, events, usage] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(me).toMatchObject({ user: { name: 'Ada Lovelace' }, bound: { alg } });
    expect(events).toEqual({ accepted: 1, duplicates: 0 });
    expect(usage.total).toBeGreaterThan(0);
  });

  test.skipIf(skip)('control: with another pair it is refused', async () => {
    const env = await prepare(alg);
    const { TOLLGATE_PRIVATE_KEY } = await prepare(alg);
    const refused = run(program, args, { env: { ...env, TOLLGATE_PRIVATE_KEY } });
    const failure: unknown = await refused.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: expect.any(Number) });
    expect(JSON.stringify(failure)).toMatch(/(signed by|made with) another key/);
  });
});
