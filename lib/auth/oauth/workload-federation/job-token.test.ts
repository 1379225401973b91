import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  appOrigin,
  authenticate,
  makePrincipal,
  provideAuthorizationWorld,
} from '@/e2e/oauth/support/authorization-world';
import { freePort } from '@/e2e/support/test-server';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type { TrustRuleInput } from './trust-rule-schema';
import { createTrustRule, listTrustRules, revokeTrustRule, tryToken } from './trust-rules';

/**
 * Token exchange over HTTP, with an issuer that can misbehave.
 * @see RFC 8693, RFC 7523
 */
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const AUDIENCE = 'tollgate-tests';

type Key = { privateKey: CryptoKey; jwk: JWK };

let issuer = '';
let server: Server;
let keys: Key[] = [];
let fetches = 0;
let ada: Principal;

provideAuthorizationWorld();
beforeAll(async () => {
  const port = await freePort();
  process.env.CI_ISSUER_PORT = String(port);
  issuer = `http://localhost:${port}`;
  keys = [await makeKey('first')];
  server = createServer((request, response) => {
    if (request.url === '/jwks') fetches += 1;
    const body =
      request.url === '/jwks'
        ? { keys: keys.map(({ jwk }) => jwk) }
        : { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
});
afterAll(() => void server.close());
beforeEach(async () => {
  ada = await makePrincipal('Ada');
});

async function makeKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

let repository = 0;

/** A rule for a repository of its own, so that no other test's rule fits. */
async function trust(input: Partial<TrustRuleInput> = {}) {
  repository += 1;
  const rule = await createTrustRule(ada, {
    name: 'Usage job',
    issuer,
    audience: AUDIENCE,
    platform: 'github-actions',
    claims: { repository_id: String(repository) },
    scopes: ['events:write', 'usage:read'],
    mode: 'test',
    ...input,
  });
  return { rule, repository_id: String(repository) };
}

const seconds = () => Math.floor(Date.now() / 1000);

function sign(claims: Record<string, unknown>, key: Key | undefined = keys[0]): Promise<string> {
  const now = seconds();
  const all = {
    iss: issuer,
    aud: AUDIENCE,
    sub: 'repo:octo-org/octo-app:ref:refs/heads/main',
    jti: crypto.randomUUID(),
    iat: now,
    nbf: now,
    exp: now + 300,
    event_name: 'push',
    ...claims,
  };
  if (!key) throw new Error('no key');
  return new SignJWT(all)
    .setProtectedHeader({ alg: 'RS256', kid: String(key.jwk.kid) })
    .sign(key.privateKey);
}

async function exchange(token: string, more: Record<string, string> = {}) {
  const response = await fetch(`${appOrigin()}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: EXCHANGE,
      subject_token_type: JWT,
      subject_token: token,
      resource: `${appOrigin()}/api/v1`,
      ...more,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('token exchange', () => {
  test('gives a job that fits one rule an access token with the scopes of the rule', async () => {
    const { rule, repository_id } = await trust();
    const { status, body } = await exchange(await sign({ repository_id }));
    expect({ status, ...body, access_token: '' }).toEqual({
      status: 200,
      access_token: '',
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      expires_in: 900,
      scope: 'events:write usage:read',
    });
    const principal = await authenticate(String(body.access_token));
    expect(principal).toMatchObject({
      credentialId: rule.id,
      workspaceId: ada.workspaceId,
      mode: 'test',
      scopes: new Set(['events:write', 'usage:read']),
    });
  });

  test('takes the same token as an assertion, and never gives a refresh token', async () => {
    const { repository_id } = await trust();
    const { status, body } = await exchange(await sign({ repository_id }), {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await sign({ repository_id }),
    });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
  });

  test("serves openid-client's generic grant, with the rule as client", async () => {
    const { rule, repository_id } = await trust();
    const config = await client.discovery(
      new URL(`${appOrigin()}/oauth`),
      rule.id,
      undefined,
      client.None(),
      { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
    );
    expect(config.serverMetadata().grant_types_supported).toContain(EXCHANGE);
    const answer = await client.genericGrantRequest(config, EXCHANGE, {
      subject_token: await sign({ repository_id }),
      subject_token_type: JWT,
      scope: 'usage:read',
    });
    expect(answer.scope).toBe('usage:read');
  });

  test('ends every token at once when the rule is revoked', async () => {
    const { rule, repository_id } = await trust();
    const { body } = await exchange(await sign({ repository_id }));
    await authenticate(String(body.access_token));
    await revokeTrustRule(ada, rule.id);
    await expect(authenticate(String(body.access_token))).rejects.toThrow();
    expect((await exchange(await sign({ repository_id }))).body.error).toBe('invalid_grant');
  });

  test('reads rotated keys within the job, without an overlap', async () => {
    const { repository_id } = await trust();
    expect((await exchange(await sign({ repository_id }))).status).toBe(200);
    const before = fetches;
    // The same name for another key, the worst case, and a new name.
    for (const kid of ['first', 'second']) {
      keys = [await makeKey(kid)];
      expect((await exchange(await sign({ repository_id }))).status).toBe(200);
    }
    expect(fetches - before).toBe(2);
  });

  test('refuses a scope beyond the rule, another resource, and a proof', async () => {
    const { repository_id } = await trust();
    const job = () => sign({ repository_id });
    expect((await exchange(await job(), { scope: 'invoices:read' })).body.error).toBe(
      'invalid_scope',
    );
    const other = await exchange(await job(), { resource: 'https://other.example' });
    expect(other.body.error).toBe('invalid_target');
    const missing = await exchange('', { subject_token_type: 'saml2' });
    expect(missing.body.error).toBe('invalid_request');
  });

  test('gives nothing where rules of two workspaces fit, unless one is named', async () => {
    const { rule, repository_id } = await trust();
    const grace = await makePrincipal('Grace');
    await createTrustRule(grace, {
      name: 'Not hers',
      issuer,
      audience: AUDIENCE,
      platform: 'github-actions',
      claims: { repository_id },
      scopes: ['events:write'],
      mode: 'test',
    });
    expect((await exchange(await sign({ repository_id }))).body.error).toBe('invalid_grant');
    const named = await exchange(await sign({ repository_id }), { client_id: rule.id });
    const principal = await authenticate(String(named.body.access_token));
    expect(principal.workspaceId).toBe(ada.workspaceId);
  });
});

describe('a token that does not fit', () => {
  const now = seconds();
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['another repository', { repository_id: '0' }, /^repository_id: "0"/],
    ["a fork's pull request", { event_name: 'pull_request' }, /^event_name/],
    ['two audiences', { aud: [AUDIENCE, 'other'] }, /none/],
    ['expired', { exp: now - 1 }, /^exp/],
    ['not valid yet', { nbf: now + 600 }, /^nbf/],
    ['from the future', { iat: now + 600, exp: now + 900 }, /^iat/],
    ['without iat', { iat: undefined }, /^iat/],
    ['valid for a week', { exp: now + 604_800 }, /^lifetime/],
    ['without exp', { exp: undefined }, /^exp/],
  ])('is refused with the same words: %s', async (_name, claims, reason) => {
    const { repository_id } = await trust();
    const { status, body } = await exchange(await sign({ repository_id, ...claims }));
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_grant' });
    expect(body.error_description).toMatch(/^The token fits no trust rule, or was/);
    const [rule] = await listTrustRules(ada);
    expect(rule?.lastRefusal?.reason ?? 'none').toMatch(reason);
  });

  test('is refused the second time', async () => {
    const { repository_id } = await trust();
    const token = await sign({ repository_id });
    expect((await exchange(token)).status).toBe(200);
    expect((await exchange(token)).body.error).toBe('invalid_grant');
    const nameless = await sign({ repository_id, jti: undefined });
    expect((await exchange(nameless)).status).toBe(200);
    expect((await exchange(nameless)).body.error).toBe('invalid_grant');
  });

  test('is refused when two exchange it at the same moment', async () => {
    const { repository_id } = await trust();
    const token = await sign({ repository_id });
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  // Forged signatures: job-token-twin.test.ts.
  test.each(['nonsense', 'a.b.c', '..', 'x'.repeat(20_000)])('is refused: %.20s', async (token) => {
    expect((await exchange(token)).body.error).toBe('invalid_grant');
  });

  test.each(['left', 'was suspended'])('is worth nothing when its maker %s', async (what) => {
    const suspendedAt = what === 'left' ? null : new Date();
    const { rule, repository_id } = await trust();
    const { body } = await exchange(await sign({ repository_id }));
    const where = { userId: ada.userId };
    if (suspendedAt) await db().membership.updateMany({ where, data: { suspendedAt } });
    else await db().membership.deleteMany({ where });
    await expect(authenticate(String(body.access_token))).rejects.toThrow();
    expect((await exchange(await sign({ repository_id }))).body.error).toBe('invalid_grant');
    const named = await exchange(await sign({ repository_id }), { client_id: rule.id });
    expect(named.body.error).toBe('invalid_client');
  });

  test('is worth nothing once the rule has expired', async () => {
    const { rule, repository_id } = await trust({ expiresAt: new Date(Date.now() + 60_000) });
    const { body } = await exchange(await sign({ repository_id }), { client_id: rule.id });
    expect(Number(body.expires_in)).toBeLessThanOrEqual(60);
    const expiresAt = new Date(Date.now() - 1_000);
    await db().trustRule.updateMany({ where: { userId: ada.userId }, data: { expiresAt } });
    await expect(authenticate(String(body.access_token))).rejects.toThrow();
    const named = await exchange(await sign({ repository_id }), { client_id: rule.id });
    expect(named.body.error).toBe('invalid_client');
  });

  test('tells the owner of a rule that a job names when issuer or audience differ', async () => {
    const { rule, repository_id } = await trust();
    const job = await sign({ repository_id, aud: 'https://github.com/octo-org' });
    expect((await exchange(job, { client_id: rule.id })).body.error).toBe('invalid_grant');
    const [seen] = await listTrustRules(ada);
    expect(seen?.lastRefusal?.reason).toMatch(/^aud: "https:\/\/github.com\/octo-org"/);
  });
});

test('the dry run says which rule fits, and why another does not', async () => {
  const { repository_id } = await trust();
  await trust({ claims: { repository_id: '77', ref: 'refs/heads/main' } });
  const runs = await tryToken(ada, await sign({ repository_id }));
  const unmet = runs.map(({ conditions }) =>
    conditions.filter(({ met }) => !met).map(({ name }) => name),
  );
  expect(unmet).toEqual([['ref', 'repository_id'], []]);
});
