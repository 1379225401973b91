import { beforeAll, describe, expect, test } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import {
  type ClientPair,
  contentDigest,
  makeClientPair,
  proofOf,
  signRequest,
} from '@/scripts/testing/sign-request';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import type { Principal } from '@/lib/auth/principal';
import { pruneSeenProofs } from '@/lib/auth/proof-of-possession/seen-proof.repository';
import { db } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { listRequestLogs } from '@/lib/request-log/list-request-logs';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import { CHECKS } from './checks';
import { createApiHandler } from './pipeline';
import { ENDPOINTS } from './route-table';

provideTestDatabase();

const ORIGIN = 'http://localhost:3000';
const ME = `${ORIGIN}/api/v1/me`;
const METERS = `${ORIGIN}/api/v1/meters`;
const HOUR_SECONDS = 3600;

let ada: Principal;
let pair: ClientPair;
let key: string;

const issue = (
  publicKey: string,
  scopes = ['meters:read', 'meters:write', 'keys:write'] as const,
) => issueApiKey(ada, { name: 'bound', scopes: [...scopes], mode: 'test', publicKey });

beforeAll(async () => {
  getEnv().APP_URL = ORIGIN;
  ada = await createPerson();
  pair = makeClientPair();
  ({ key } = await issue(pair.publicJwk));
});

const withoutProofCheck = createApiHandler(
  ENDPOINTS,
  CHECKS.filter(({ name }) => name !== 'proof'),
);

const dpop = async (url = ME, method = 'GET', nonce?: string, by = pair, credential = key) => ({
  dpop: await proofOf(by, url, method, credential, nonce),
});

type Signing = {
  method?: string;
  headers?: Record<string, string>;
  by?: ClientPair;
  fields?: string[];
};

const signed = (
  url: string,
  values: Parameters<typeof signRequest>[2] = {},
  { method = 'GET', headers = {}, by = pair, fields }: Signing = {},
) => signRequest(by, { method, url, headers: { 'x-api-key': key, ...headers } }, values, fields);

async function atClock<T>(offSeconds: number, make: () => Promise<T>): Promise<T> {
  const now = Date.now;
  Date.now = () => now() + offSeconds * 1000;
  try {
    return await make();
  } finally {
    Date.now = now;
  }
}

async function detailOf(response: Response): Promise<string> {
  return ((await response.json()) as { detail: string }).detail;
}

describe('a stolen bound key', () => {
  test('alone is refused, and the answer says how a proof is made', async () => {
    const response = await callApi(key, '/api/v1/me');
    expect(await outcomeOf(response)).toBe('401 proof-required');
    expect(response.headers.get('www-authenticate')).toMatch(
      /^DPoP realm="tollgate".*algs="ES256"/,
    );
    expect(response.headers.get('accept-signature')).toMatch(
      /^sig=\("@method" "@target-uri" "x-api-key"\);created;keyid="[\w-]{43}";nonce$/,
    );
  });

  test('twin: without the check the key alone is enough', async () => {
    expect(await outcomeOf(await callApi(key, '/api/v1/me', { api: withoutProofCheck }))).toBe(
      '200',
    );
  });

  test('is no help to guess with: a wrong secret is told nothing of a pair', async () => {
    const other = `${key.slice(0, 16)}${'0'.repeat(32)}${key.slice(-6)}`;
    expect(await outcomeOf(await callApi(other, '/api/v1/me'))).toBe('401 invalid-key');
  });
});

describe.each(['ES256', 'Ed25519'] as const)('a DPoP proof by the dpop package, %s', (alg) => {
  let mine: ClientPair;
  let bound: string;
  beforeAll(async () => {
    mine = makeClientPair(alg);
    ({ key: bound } = await issue(mine.publicJwk));
  });

  test('lets the key in once; the same proof again is refused', async () => {
    const headers = await dpop(ME, 'GET', undefined, mine, bound);
    const first = await callApi(bound, '/api/v1/me', { headers });
    expect(await first.json()).toMatchObject({ bound: { alg, thumbprint: expect.any(String) } });
    const again = await callApi(bound, '/api/v1/me', { headers });
    expect(await outcomeOf(again)).toBe('401 invalid-dpop-proof');
    expect(await detailOf(again)).toBe('The proof was used before.');
  });

  test.each([
    ['another key', () => dpop(ME, 'GET', undefined, makeClientPair(alg), bound), /another key/],
    ['another method', () => dpop(ME, 'POST', undefined, mine, bound), /another method/],
    ['another URL', () => dpop(METERS, 'GET', undefined, mine, bound), /another URL.*api\/v1\/me/],
    ['another credential', () => dpop(ME, 'GET', undefined, mine, key), /another credential: ath/],
  ])('of %s is refused with that reason', async (_, headers, reason) => {
    const response = await callApi(bound, '/api/v1/me', { headers: await headers() });
    expect(await outcomeOf(response)).toBe('401 invalid-dpop-proof');
    expect(await detailOf(response)).toMatch(reason);
  });

  test.each([HOUR_SECONDS, -HOUR_SECONDS])('with a clock %i s off needs our nonce', async (off) => {
    const stale = await atClock(off, () => dpop(ME, 'GET', undefined, mine, bound));
    const refused = await callApi(bound, '/api/v1/me', { headers: stale });
    expect(await outcomeOf(refused)).toBe('401 dpop-nonce-required');
    expect(refused.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"');
    const nonce = refused.headers.get('dpop-nonce') ?? '';
    const again = await atClock(off, () => dpop(ME, 'GET', nonce, mine, bound));
    expect(await outcomeOf(await callApi(bound, '/api/v1/me', { headers: again }))).toBe('200');
  });
});

describe('an HTTP message signature by the http-message-signatures package', () => {
  test('lets the key in once; the same nonce again is refused', async () => {
    const headers = await signed(`${METERS}?limit=5`);
    const call = () => callApi('', '/api/v1/meters?limit=5', { headers });
    expect(await outcomeOf(await call())).toBe('200');
    const again = await call();
    expect(await outcomeOf(again)).toBe('401 invalid-message-signature');
    expect(await detailOf(again)).toBe('The proof was used before.');
  });

  test('of Ed25519 lets its key in', async () => {
    const by = makeClientPair('Ed25519');
    const { key: bound } = await issue(by.publicJwk);
    const headers = await signed(ME, {}, { by, headers: { 'x-api-key': bound } });
    expect(await outcomeOf(await callApi('', '/api/v1/me', { headers }))).toBe('200');
  });

  test.each([
    ['the query was changed', () => signed(`${METERS}?limit=6`), /over another request/],
    ['another key', () => signed(`${METERS}?limit=5`, {}, { by: makeClientPair() }), /another key/],
    [
      'no @target-uri',
      () => signed(METERS, {}, { fields: ['@method', 'x-api-key'] }),
      /"@target-uri" is absent/,
    ],
    [
      'no key',
      () => signed(METERS, {}, { fields: ['@method', '@target-uri'] }),
      /"x-api-key" is absent/,
    ],
    ['no nonce', () => signed(METERS, { nonce: '' }), /nonce is absent/],
    ['no time', () => signed(METERS, { created: null }), /created is absent/],
    ['it expired', () => signed(`${METERS}?limit=5`, { expires: new Date(1000) }), /has expired/],
    [
      'nonsense',
      () => Promise.resolve({ 'x-api-key': '', 'signature-input': '(' }),
      /cannot be read/,
    ],
  ])('is refused where %s', async (_, made, reason) => {
    const headers = { ...(await made()), 'x-api-key': key };
    const response = await callApi('', '/api/v1/meters?limit=5', { headers });
    expect(await outcomeOf(response)).toBe('401 invalid-message-signature');
    expect(await detailOf(response)).toMatch(reason);
  });

  test('with a clock off needs our nonce, which is then accepted once', async () => {
    const created = new Date(Date.now() - HOUR_SECONDS * 1000);
    const refused = await callApi('', '/api/v1/me', { headers: await signed(ME, { created }) });
    expect(await outcomeOf(refused)).toBe('401 signature-nonce-required');
    const nonce = /nonce="([^"]+)"/.exec(refused.headers.get('accept-signature') ?? '')?.[1] ?? '';
    const headers = await signed(ME, { created, nonce });
    expect(await outcomeOf(await callApi('', '/api/v1/me', { headers }))).toBe('200');
    const again = await callApi('', '/api/v1/me', {
      headers: await signed(ME, { created, nonce }),
    });
    expect(await outcomeOf(again)).toBe('401 invalid-message-signature');
  });

  test('with a body covers its digest; another body or none of it is refused', async () => {
    const meter = { key: `m${Date.now()}`, name: 'm', aggregation: 'count' };
    const body = JSON.stringify(meter);
    const digest = { 'content-digest': contentDigest(body) };
    const make = (headers: Record<string, string>) =>
      signed(METERS, {}, { method: 'POST', headers });
    const post = async (headers: Record<string, string>, sent: unknown = meter) =>
      callApi('', '/api/v1/meters', { method: 'POST', body: sent, headers });
    const changed = await post(await make(digest), { ...meter, name: 'other' });
    expect(await detailOf(changed)).toBe('Content-Digest is not that of the body.');
    expect(await detailOf(await post(await make({})))).toMatch(/needs Content-Digest/);
    const md5 = await post(await make({ 'content-digest': 'md5=:AAAA:' }));
    expect(await detailOf(md5)).toMatch(/sha-256 or sha-512/);
    expect(await outcomeOf(await post(await make(digest)))).toBe('201');
  });

  test('beside the signature of a proxy is found by its keyid', async () => {
    const { bound } = (await issue(pair.publicJwk)).view;
    const mine = await signed(ME, { keyid: bound?.thumbprint ?? '' });
    const both = await signRequest(
      makeClientPair(),
      { method: 'GET', url: ME, headers: mine },
      { keyid: 'proxy' },
      ['@method'],
    );
    expect(both['Signature-Input']).toContain('proxy');
    expect(await outcomeOf(await callApi('', '/api/v1/me', { headers: both }))).toBe('200');
  });
});

test('a plain key is used as before, and says that it is bound to nothing', async () => {
  const plain = await issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' });
  expect(await (await callApi(plain.key, '/api/v1/me')).json()).toMatchObject({ bound: null });
});

describe('a bound key that changes keys', () => {
  const post = async (text: string, path: string, body: object, by: ClientPair) =>
    callApi(text, path, {
      method: 'POST',
      body,
      headers: await dpop(`${ORIGIN}${path}`, 'POST', undefined, by, text),
    });

  test('makes keys of its own pair, and of no other', async () => {
    const child = { name: 'child', scopes: ['meters:read'] };
    const made = await post(key, '/api/v1/api-keys', child, pair);
    expect(await made.json()).toMatchObject({ bound: { alg: 'ES256' } });
    const stranger = { ...child, public_key: JSON.parse(makeClientPair().publicJwk) as object };
    const refused = await post(key, '/api/v1/api-keys', stranger, pair);
    expect(await outcomeOf(refused)).toBe('403 scope-escalation');
  });

  test('keeps its pair when it is rolled', async () => {
    const { key: old, view } = await issue(pair.publicJwk);
    const rolled = await rollApiKey(ada, view.id);
    expect(rolled.view.bound).toEqual(view.bound);
    for (const text of [old, rolled.key]) {
      expect(await outcomeOf(await callApi(text, '/api/v1/me'))).toBe('401 proof-required');
    }
  });

  test('rolled with another pair: the old secret goes with the old pair, the new with the new', async () => {
    const { key: old } = await issue(pair.publicJwk);
    const next = makeClientPair('Ed25519');
    const roll = { public_key: next.publicJwk };
    const answer = await post(old, '/api/v1/api-keys/current/roll', roll, pair);
    const { key: fresh } = (await answer.json()) as { key: string };
    const use = async (text: string, by: ClientPair) =>
      outcomeOf(
        await callApi(text, '/api/v1/me', { headers: await dpop(ME, 'GET', undefined, by, text) }),
      );
    expect(await use(fresh, pair)).toBe('401 invalid-dpop-proof');
    expect(await use(fresh, next)).toBe('200');
    expect(await use(old, next)).toBe('401 invalid-dpop-proof');
    expect(await use(old, pair)).toBe('200');
  });
});

test('the request log says how a call was proved, and shows the theft to the owner', async () => {
  const { key: bound, view } = await issue(pair.publicJwk);
  await callApi(bound, '/api/v1/me', { headers: await dpop(ME, 'GET', undefined, pair, bound) });
  await callApi(bound, '/api/v1/me', { address: '198.51.100.9' });
  await flushRequestLogs();
  const { data } = await listRequestLogs(ada, { limit: 5 }, { credentialId: view.id });
  expect(data.map(({ proof, problem, address }) => [proof, problem, address])).toEqual([
    [null, 'proof-required', '198.51.100.9'],
    ['dpop', null, '127.0.0.1'],
  ]);
});

test('proofs are forgotten when they are too old to be sent again', async () => {
  await callApi(key, '/api/v1/me', { headers: await dpop() });
  await pruneSeenProofs();
  expect(await db().seenProof.count()).toBeGreaterThan(0);
  await pruneSeenProofs(new Date(Date.now() + 3 * HOUR_SECONDS * 1000));
  expect(await db().seenProof.count()).toBe(0);
});
