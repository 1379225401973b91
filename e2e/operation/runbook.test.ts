import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { provideTestDatabase, TEST_ENV } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { encryptionVersionOf } from '@/lib/encryption';
import { getEnv } from '@/lib/env';
import { newId } from '@/lib/public-id';
import { newWebhookSecret, openSecret, sealSecret } from '@/lib/webhooks/sign-webhook';

/** The commands of the runbooks as they stand there, run one after another. */

provideTestDatabase();

const LIMIT_MS = 180_000;
const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-runbook-'));
let ada: Principal;

beforeAll(async () => {
  writeFileSync(
    path.join(folder, 'local.env'),
    ['DEPLOYMENT', 'AUTH_SECRET', 'API_KEY_PEPPERS', 'ENCRYPTION_KEYS']
      .map((name) => `${name}=${TEST_ENV[name as keyof typeof TEST_ENV]}\n`)
      .join(''),
  );
  ada = await createPerson();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what the runbook has in its code blocks for one machine; gives each command's output. */
function runRunbook(name: string): string[] {
  const text = readFileSync(`docs/runbooks/${name}.md`, 'utf8');
  const commands = [...text.matchAll(/^npm run -s tollgate -- (.+)$/gm)].map(
    ([, words = '']) => words,
  );
  expect(commands.length, `no command in ${name}`).toBeGreaterThan(0);
  // What the file of the machine says counts, as where `npm start` runs.
  const { ENCRYPTION_KEYS: _keys, API_KEY_PEPPERS: _peppers, ...rest } = process.env;
  return commands.map((words) => tollgate(words.split(' '), rest));
}

function tollgate(words: string[], env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/tollgate/main.ts', ...words], {
    env: { ...env, DATA_DIR: folder },
    encoding: 'utf8',
  });
}

test(
  'peppers: a new one issues, and a key of before still works',
  async () => {
    const { key } = await issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' });
    expect(runRunbook('rotate-peppers').join()).toContain('Pepper 2 issues now');
    expect((await callApi(key, '/api/v1/me')).status).toBe(200);
  },
  LIMIT_MS,
);

test(
  'encryption keys: what the old one closed is opened by the new one alone',
  async () => {
    const secret = newWebhookSecret();
    const id = newId();
    const { workspaceId } = ada;
    await db().webhookEndpoint.create({
      data: {
        id,
        workspaceId,
        mode: 'test',
        url: 'https://example.com/',
        events: ['invoice.paid'],
        secret: await sealSecret(id, secret),
      },
    });
    const [, rewrite, list] = runRunbook('rotate-encryption-keys');
    expect(rewrite).toContain('1 secrets closed anew with key 2');
    expect(list).toContain('1  0 secrets\n2  1 secrets');
    const stored = await db().webhookEndpoint.findUniqueOrThrow({ where: { id } });
    expect(encryptionVersionOf(stored.secret)).toBe('2');
    const keys = /ENCRYPTION_KEYS=.*,(2:.*)/.exec(
      readFileSync(path.join(folder, 'local.env'), 'utf8'),
    );
    getEnv().ENCRYPTION_KEYS = keys?.[1];
    expect(await openSecret(id, stored.secret)).toBe(secret);
  },
  LIMIT_MS,
);

test(
  'sessions: all of them end',
  async () => {
    await db().session.create({
      data: {
        id: newId(),
        tokenDigest: Buffer.alloc(32, 1),
        userId: ada.userId,
        expiresAt: new Date(Date.now() + 60_000),
      },
    });
    expect(runRunbook('rotate-session-secrets').join()).toContain('1 sessions ended');
    expect(await db().session.count()).toBe(0);
  },
  LIMIT_MS,
);

test(
  'authority: the next one signs, and the one before is still trusted',
  () => {
    const web = path.join(folder, 'workload/web');
    const bundle = () => readFileSync(path.join(web, 'bundle.pem'), 'utf8');
    const id = ['--spiffe-id', 'spiffe://tollgate.local/web', '--ttl', '5m'];
    tollgate(['cert', 'issue', ...id, '--out', web]);
    expect(runRunbook('rotate-ca').join()).toMatch(/Authority \w+ signs from now on/);
    const before = bundle();
    runRunbook('rotate-ca');
    for (const certificate of before.split(/(?<=-----END CERTIFICATE-----)\s*/).filter(Boolean)) {
      expect(bundle()).toContain(certificate.trim());
    }
  },
  LIMIT_MS,
);
