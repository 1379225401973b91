import * as client from 'openid-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  authenticate,
  buildRequest,
  consent,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type * as Authorize from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type { ProblemError } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';
import { newId, toPublicId } from '@/lib/public-id';

/** An app pays a live invoice only while its person has just proved who they are (RFC 9470). */
provideAuthorizationWorld();

const SCOPES = ['invoices:read', 'payments:write'] as const;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  const scopes = [...SCOPES];
  app = await makeThirdParty(await makePrincipal('Developer'), { scopes, requiredScopes: scopes });
});

afterEach(() => {
  vi.doUnmock('@/lib/auth/authorize');
  vi.resetModules();
});

async function tokensOf(
  mode: 'live' | 'test',
  provedAt: Date,
  parameters: Record<string, string> = {},
) {
  const { url, checks } = await buildRequest(app, {
    scope: `openid ${SCOPES.join(' ')}`,
    ...parameters,
  });
  const scopes = (url.searchParams.get('scope') ?? '').split(' ');
  const callback = await consent({ ...ada, provedAt }, url, { scopes, mode });
  return client.authorizationCodeGrant(app.config, callback, { ...checks, idTokenExpected: false });
}

/**
 * What a payment with this token is refused with. There is no billing service in this test, so what
 * gets past the check is `dependency-unavailable`.
 */
async function pay(token: string): Promise<ProblemError> {
  const { payInvoice } = await import('@/lib/billing/client');
  const principal = await authenticate(token);
  const request = { paymentMethod: 'pm_test_ok', idempotencyKey: newId() };
  const refusal = await payInvoice(principal, toPublicId('inv', newId()), request).catch(toProblem);
  if (!(refusal instanceof Error)) throw new Error('It was paid.');
  return refusal;
}

test('a payment with live money is refused, and the challenge says how to get it through', async () => {
  const old = await tokensOf('live', minutesAgo(10));
  const refused = await pay(old.access_token);
  expect(refused).toMatchObject({ slug: 'insufficient-user-authentication', status: 401 });
  const challenge = refused.options.headers?.['www-authenticate'] ?? '';
  expect(challenge).toContain('error="insufficient_user_authentication"');
  const [, acr = ''] = /acr_values="([^"]+)"/.exec(challenge) ?? [];
  const [, maxAge = ''] = /max_age="(\d+)"/.exec(challenge) ?? [];

  const asked = { acr_values: acr, max_age: maxAge };
  const fresh = await tokensOf('live', new Date(Date.now() + 1000), asked);
  expect((await pay(fresh.access_token)).slug).toBe('dependency-unavailable');
});

test('an app that does not sign people in asks with prompt=login', async () => {
  const scope = SCOPES.join(' ');
  const justNow = new Date(Date.now() + 1000);
  const fresh = await tokensOf('live', justNow, { scope, prompt: 'login' });
  expect((await pay(fresh.access_token)).slug).toBe('dependency-unavailable');
});

test('a refreshed token is no newer than the sign-in that it came from', async () => {
  const old = await tokensOf('live', minutesAgo(10));
  const next = await client.refreshTokenGrant(app.config, old.refresh_token ?? '');
  expect((await pay(next.access_token)).slug).toBe('insufficient-user-authentication');
});

test('a payment with test money needs no fresh sign-in', async () => {
  const old = await tokensOf('test', minutesAgo(10));
  expect((await pay(old.access_token)).slug).toBe('dependency-unavailable');
});

test('without the guard: an app that was connected long ago pays with live money', async () => {
  const old = await tokensOf('live', minutesAgo(10));
  vi.resetModules();
  vi.doMock('@/lib/auth/authorize', async (original) => ({
    ...(await original<typeof Authorize>()),
    requireRecentAuthentication: () => undefined,
  }));
  expect((await pay(old.access_token)).slug).toBe('dependency-unavailable');
});
