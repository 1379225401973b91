import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT, decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { makePrincipal } from '@/e2e/oauth/support/authorization-world';
import { provideTestDatabase } from '@/e2e/support/test-database';
import type { Principal } from '@/lib/auth/principal';
import { IssuerKeyCache } from './issuer-keys';
import { judgeClaims } from './judge-claims';
import type * as Repository from './trust-rule.repository';
import { insertTrustRule, type NewTrustRule } from './trust-rule.repository';
import {
  JOB_TOKEN_ALGORITHMS,
  JOB_TOKEN_CHECKS,
  type JobTokenChecks,
  verifyJobToken,
} from './verify-job-token';

/** Each attack is refused; with its guard taken out it succeeds. */
const ISSUER = 'https://token.actions.githubusercontent.com';
const AUDIENCE = 'tollgate';

/** Rules are found by issuer and audience; the attack on either needs that guard out as well. */
const found = vi.hoisted(() => ({ anyway: false }));
vi.mock('./trust-rule.repository', async (original) => {
  const real = await original<typeof Repository>();
  const findCandidates: typeof real.findCandidates = (issuer, audience, id) =>
    found.anyway
      ? real.findCandidates(ISSUER, AUDIENCE, id)
      : real.findCandidates(issuer, audience, id);
  return { ...real, findCandidates };
});

let privateKey: CryptoKey;
let jwk: JWK;
let keys: IssuerKeyCache;
let ada: Principal;
let repository = 0;

provideTestDatabase();
beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  privateKey = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' };
  const documents = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks`, keys: [jwk] };
  keys = new IssuerKeyCache(async () => documents, 0);
});
beforeEach(async () => {
  found.anyway = false;
  repository += 1;
  ada = await makePrincipal('Ada');
});

async function makeRule(changes: Partial<NewTrustRule> = {}): Promise<string> {
  const rule = await insertTrustRule(ada, {
    mode: 'test',
    name: 'Usage job',
    platform: 'github-actions',
    issuer: ISSUER,
    audience: AUDIENCE,
    claims: { repository_id: String(repository) },
    scopes: ['events:write'],
    allowedCidrs: [],
    jwks: null,
    reusable: false,
    expiresAt: null,
    ...changes,
  });
  return rule.id;
}

function claimsOf(changes: Record<string, unknown> = {}) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'repo:octo-org/octo-app:ref:refs/heads/main',
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 300,
    repository: 'octo-org/octo-app',
    repository_id: String(repository),
    event_name: 'push',
    ...changes,
  };
}

function sign(changes: Record<string, unknown> = {}, key: CryptoKey = privateKey) {
  return new SignJWT(claimsOf(changes)).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key);
}

const seen = new Set<string>();
async function rememberOnce(kind: string, id: string): Promise<boolean> {
  const before = seen.size;
  return seen.add(`${kind} ${id}`).size > before;
}

/** Whether a token is taken. */
async function takes(token: string, changes: Partial<JobTokenChecks> = {}): Promise<boolean> {
  const checks = { ...JOB_TOKEN_CHECKS, keys, ...changes };
  try {
    await verifyJobToken(token, { address: null, rememberOnce }, checks);
    return true;
  } catch {
    return false;
  }
}

/** All conditions but these. */
function without(...names: string[]): Partial<JobTokenChecks> {
  const judge: typeof judgeClaims = (...all) =>
    judgeClaims(...all).filter(({ name }) => !names.includes(name));
  return { judge };
}

const now = Math.floor(Date.now() / 1000);

describe('one condition each', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['another repository', { repository_id: '666' }, 'repository_id'],
    ["a fork's pull request", { event_name: 'pull_request' }, 'event_name (default)'],
    [
      'a review of a pull request, which runs its code',
      { event_name: 'pull_request_review' },
      'event_name (default)',
    ],
    ['expired', { iat: now - 600, exp: now - 1 }, 'exp'],
    ['not valid yet', { nbf: now + 600 }, 'nbf'],
    ['issued in the future', { iat: now + 600, exp: now + 900 }, 'iat'],
    ['valid for a year', { exp: now + 31_536_000 }, 'lifetime'],
  ])('%s', async (_name, claims, condition) => {
    await makeRule();
    expect(await takes(await sign())).toBe(true);
    expect(await takes(await sign(claims))).toBe(false);
    const twin = condition === 'iat' ? without('iat', 'lifetime') : without(condition);
    expect(await takes(await sign(claims), twin)).toBe(true);
  });

  test('from another address', async () => {
    await makeRule({ allowedCidrs: ['203.0.113.0/24'] });
    expect(await takes(await sign())).toBe(false);
    expect(await takes(await sign(), without('address'))).toBe(true);
  });
});

describe('a repository by its id', () => {
  test('is the same after it was renamed', async () => {
    await makeRule();
    expect(await takes(await sign({ repository: 'octo-org/renamed' }))).toBe(true);
  });

  test('is not whoever took the name; a rule by the name would let them in', async () => {
    const taken = { repository: `octo-org/app-${repository}`, repository_id: '666' };
    await makeRule();
    expect(await takes(await sign(taken))).toBe(false);
    // The schema refuses this one: trust-rule-schema.test.ts.
    await makeRule({ claims: { repository: taken.repository } });
    expect(await takes(await sign(taken))).toBe(true);
  });
});

describe('issuer and audience', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a token for another service', { aud: 'https://github.com/octo-org' }, 'aud'],
    ['a path that leads back', { iss: `${ISSUER}/x/..` }, 'iss'],
    ['a slash more', { iss: `${ISSUER}/` }, 'iss'],
    ['capitals', { iss: ISSUER.replace('token', 'Token') }, 'iss'],
  ])('%s', async (_name, claims, condition) => {
    await makeRule();
    expect(await takes(await sign(claims))).toBe(false);
    found.anyway = true;
    // The condition holds by itself.
    expect(await takes(await sign(claims))).toBe(false);
    expect(await takes(await sign(claims), without(condition))).toBe(true);
  });
});

describe('the signature', () => {
  const unverified: Partial<JobTokenChecks> = { verify: async (token) => decodeJwt(token) };

  test('of a strange key', async () => {
    await makeRule();
    const { privateKey: strange } = await generateKeyPair('RS256');
    expect(await takes(await sign({}, strange))).toBe(false);
    expect(await takes(await sign({}, strange), unverified)).toBe(true);
  });

  test.each([
    ['none', () => new UnsecuredJWT(claimsOf()).encode()],
    [
      'HS256',
      () =>
        new SignJWT(claimsOf())
          .setProtectedHeader({ alg: 'HS256', kid: 'one' })
          .sign(new TextEncoder().encode(JSON.stringify(jwk))),
    ],
  ])('that is %s', async (alg, forge) => {
    await makeRule();
    expect(await takes(await forge())).toBe(false);
    // Two guards: the list, and a key that fits no such algorithm.
    expect(await takes(await forge(), unverified)).toBe(false);
    JOB_TOKEN_ALGORITHMS.push(alg);
    try {
      expect(await takes(await forge())).toBe(false);
      expect(await takes(await forge(), unverified)).toBe(true);
    } finally {
      JOB_TOKEN_ALGORITHMS.pop();
    }
  });
});

test('a token is taken once; without the memory of it, again', async () => {
  await makeRule();
  const token = await sign();
  expect(await takes(token)).toBe(true);
  expect(await takes(token)).toBe(false);
  expect(await takes(token, { once: async () => undefined })).toBe(true);
});

test('keys that changed without an overlap are read in the same call; without that, no job runs', async () => {
  await makeRule();
  const rotated = await generateKeyPair('RS256');
  const fresh = { ...(await exportJWK(rotated.publicKey)), kid: 'two', alg: 'RS256' };
  let current = jwk;
  const rotating = new IssuerKeyCache(
    async () => ({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks`, keys: [current] }),
    0,
  );
  const token = () =>
    new SignJWT(claimsOf())
      .setProtectedHeader({ alg: 'RS256', kid: 'two' })
      .sign(rotated.privateKey);
  await rotating.get(ISSUER);
  current = fresh;
  const kept = { get: (issuer: string) => rotating.get(issuer) };
  expect(await takes(await token(), { keys: kept })).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 2));
  expect(await takes(await token(), { keys: rotating })).toBe(true);
});
