import { execFileSync } from 'node:child_process';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callerFrom, createPerson } from '@/e2e/support/test-workspace';
import { apiFetchHandler } from '@/lib/api/pipeline';
import type { Principal } from '@/lib/auth/principal';
import { getEnv } from '@/lib/env';
import { issueApiKey } from '../issue-api-key';
import { mintApiKey, newApiKeyId } from '../key-format';
import { listExposureNotices } from '../list-api-keys';
import type * as RealSignature from './github-signature';
import { verifyGithubSignature } from './github-signature';
import { reportLeakedKey } from './report-leaked-key';

/** Taken out by the twin. */
const removed = vi.hoisted(() => ({ signature: false }));

vi.mock('./github-signature', async (original) => {
  const real = await original<typeof RealSignature>();
  return {
    ...real,
    verifyGithubSignature: (...args: Parameters<typeof real.verifyGithubSignature>) =>
      removed.signature || real.verifyGithubSignature(...args),
  };
});

provideTestDatabase();

const github = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let keyServer: Server;
let keyFetches = 0;
let ada: Principal;

beforeAll(async () => {
  ada = await createPerson();
  const key = github.publicKey.export({ type: 'spki', format: 'pem' });
  const published = { public_keys: [{ key_identifier: 'k1', key, is_current: true }] };
  keyServer = createServer((_request, response) => {
    keyFetches += 1;
    response.end(JSON.stringify(published));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  const address = keyServer.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  getEnv().GITHUB_SECRET_SCANNING_KEYS_URL = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  removed.signature = false;
});
afterAll(() => keyServer.close());

const newKey = () => issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'live' });

const sign = (body: string) =>
  createSign('sha256').update(body).sign(github.privateKey).toString('base64');

function report(body: string, signature = sign(body), identifier = 'k1') {
  const request = new Request('http://localhost:3000/api/secret-scanning/github', {
    method: 'POST',
    body,
    headers: {
      'github-public-key-identifier': identifier,
      'github-public-key-signature': signature,
    },
  });
  return apiFetchHandler(request, callerFrom());
}

const finding = (token: string) => ({
  token,
  type: 'tollgate_api_key',
  url: 'https://github.com/ada/engine/blob/main/.env',
  source: 'content',
});

test("GitHub's own example verifies, and one byte more does not", () => {
  const base64 =
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYAGMWO8XgCamYKMJS6jc/qgvSlAdAjPuDPRcXU22YxgBrz+zoN19MzuRyW87qEt9/AmtoNP5GrobzUvQSyJFVw==';
  const publicKey = `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
  const signature =
    'MEQCIQDaMKqrGnE27S0kgMrEK0eYBmyG0LeZismAEz/BgZyt7AIfXt9fErtRS4XaeSt/AO1RtBY66YcAdjxji410VQV4xg==';
  const body =
    '[{"source":"commit","token":"some_token","type":"some_type","url":"https://example.com/base-repo-url/"}]';
  const verified = (text: string) => verifyGithubSignature(Buffer.from(text), signature, publicKey);
  expect(verified(body)).toBe(true);
  expect(verified(`${body} `)).toBe(false);
  expect(verifyGithubSignature(Buffer.from(body), 'AAAA', publicKey)).toBe(false);
  expect(verifyGithubSignature(Buffer.from(body), signature, 'no key')).toBe(false);
});

describe('A30 a key found in git', () => {
  test('a signed report revokes it, tells its owner, and says what was real', async () => {
    const { key, view } = await newKey();
    const fake = mintApiKey('live', newApiKeyId());
    const response = await report(
      JSON.stringify([finding(key), finding(fake), finding('nonsense')]),
    );
    expect(await response.json()).toMatchObject([
      { label: 'true_positive', token_type: 'tollgate_api_key' },
      { label: 'false_positive' },
      { label: 'false_positive' },
    ]);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
    const notices = await listExposureNotices(ada);
    expect(notices.find((notice) => notice.key.id === view.id)).toMatchObject({
      kind: 'leaked',
      key: { revokedReason: 'leaked: https://github.com/ada/engine/blob/main/.env' },
    });
  });

  test('who knows the id but not the secret ends nobody’s key', async () => {
    const { key, view } = await newKey();
    await report(JSON.stringify([finding(mintApiKey('live', view.id))]));
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
  });

  test('an unsigned, a wrongly signed and an altered report are refused', async () => {
    const { key } = await newKey();
    const body = JSON.stringify([finding(key)]);
    const answers = [
      await report(body, ''),
      await report(`${body} `, sign(body)),
      await report(body, sign(body), 'k2'),
    ];
    for (const answer of answers) expect(await outcomeOf(answer)).toBe('401 invalid-signature');
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
  });

  test('made-up key identifiers do not each make us call GitHub', async () => {
    keyFetches = 0;
    for (let turn = 0; turn < 20; turn += 1) await report('[]', sign('[]'), `made-up-${turn}`);
    // The keys are fetched again a minute after the last time, which a slow machine may reach once.
    expect(keyFetches).toBeLessThanOrEqual(1);
  });

  test('twin: without the signature check anybody sends reports', async () => {
    removed.signature = true;
    const { key } = await newKey();
    expect(await outcomeOf(await report(JSON.stringify([finding(key)]), 'x'))).toBe('200');
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
  });

  test('a large report is worked through', async () => {
    const { key } = await newKey();
    const many = Array.from({ length: 2_000 }, () => finding('nothing'));
    const response = await report(JSON.stringify([...many, finding(key)]));
    const labels = ((await response.json()) as { label: string }[]).map((entry) => entry.label);
    expect([labels.length, labels.at(-1)]).toEqual([2_001, 'true_positive']);
  });

  test('the public page takes keys out of any text', async () => {
    const { key } = await newKey();
    await reportLeakedKey(`found this: "${key}", is it yours?`, 'a pastebin', callerFrom());
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
  });
});

describe('A30 the commit itself', () => {
  const hook = path.resolve('scripts/hooks/pre-commit');

  function repository(hooks: boolean) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tollgate-git-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        stdio: 'pipe',
      });
    git('init', '-q');
    if (hooks) git('config', 'core.hooksPath', path.dirname(hook));
    const commit = (text: string) => {
      writeFileSync(path.join(folder, 'config.ts'), text);
      git('add', '.');
      git('commit', '-q', '-m', 'x');
    };
    return commit;
  }

  const leak = () => `const key = '${mintApiKey('live', newApiKeyId())}';\n`;

  test('the hook refuses it and names the line, not the secret', () => {
    const text = leak();
    const commit = repository(true);
    try {
      commit(`// first\n${text}`);
      expect.unreachable('the commit was made');
    } catch (error) {
      const shown = String((error as { stderr: Buffer }).stderr);
      expect(shown).toMatch(/config\.ts:2 {2}tg_live_\w{8}…/);
      expect(shown).not.toContain(text.slice(40, 60));
    }
  });

  test('what only looks like a key may be committed', () => {
    repository(true)(`const example = 'tg_live_${'x'.repeat(46)}';\n`);
  });

  test('twin: without the hook the key is in history', () => {
    repository(false)(leak());
  });
});

test('the gitleaks rule finds every key, and no word of this project', () => {
  const toml = readFileSync('.gitleaks.toml', 'utf8');
  const source = /id = "tollgate-api-key"[\s\S]*?regex = '''(.*?)'''/.exec(toml)?.[1] ?? '';
  const pattern = new RegExp(source);
  for (const mode of ['test', 'live'] as const) {
    expect(mintApiKey(mode, newApiKeyId())).toMatch(pattern);
  }
  expect(readFileSync('lib/auth/api-key/key-format.ts', 'utf8')).not.toMatch(pattern);
});
