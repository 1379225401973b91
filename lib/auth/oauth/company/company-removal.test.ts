import { type JWTPayload, SignJWT, generateKeyPair } from 'jose';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import { provideCompanyWorld, signInByCompany } from '@/e2e/oauth/support/company-world';
import { openBrowser, signInAs } from '@/e2e/oauth/support/sign-in-world';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import { issueApiKey, type NewApiKeyInput } from '@/lib/auth/api-key/issue-api-key';
import { db } from '@/lib/db';
import type * as Artefacts from '../authorization-server/artefact.repository';
import { findLiveSession } from '../session/session.repository';
import { answerBackChannelLogout } from './back-channel-logout';
import { checkCompanyMembers } from './check-company-members';
import { companyAddresses } from './company-view';

const CLIENT_ID = 'tollgate-development';
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const LATER_MS = 11 * 60_000;

const world = provideCompanyWorld({
  refreshTokens: true,
  features: { backchannelLogout: { enabled: true } },
  client: {
    grant_types: ['authorization_code', 'refresh_token'],
    backchannel_logout_uri: 'http://localhost:9/not-called',
    backchannel_logout_session_required: true,
  },
});

let browser: TestBrowser;
let apiKey: string;
let subject: string;

beforeEach(async () => {
  browser = (await signInByCompany(world().providerId, 'linus')).browser;
  const account = await db().account.findFirstOrThrow({ where: { provider: world().providerId } });
  subject = account.subject;
  const principal = { ...world().owner, userId: account.userId, role: 'member' as const };
  const wanted: NewApiKeyInput = { name: 'k', mode: 'test', scopes: ['usage:read'] };
  apiKey = (await issueApiKey(principal, wanted)).key;
});

const isIn = async (of = browser) =>
  ((await findLiveSession(of.cookie('tollgate.session') ?? '', null))?.workspaces.length ?? 0) > 0;
const keyStatus = async () => (await callApi(apiKey, '/api/v1/me')).status;
const actions = async () =>
  (await db().auditEvent.findMany({ orderBy: { sequence: 'asc' } })).map(({ action }) => action);
const providerSession = async () =>
  (await db().session.findFirstOrThrow({ where: { provider: world().providerId } }))
    .providerSession;

const now = () => Math.floor(Date.now() / 1000);
const logoutClaims = () => ({
  iss: world().issuer.issuer,
  aud: CLIENT_ID,
  iat: now(),
  exp: now() + 120,
  jti: crypto.randomUUID(),
  sub: subject,
  events: EVENTS,
});

const sign = (claims: JWTPayload, key = world().issuer.signingKey) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'company', typ: 'logout+jwt' })
    .sign(key);

async function sendLogout(token: string, providerId = world().providerId): Promise<Response> {
  const { backChannelLogoutUri } = companyAddresses(world().owner);
  const body = new URLSearchParams({ logout_token: token });
  return answerBackChannelLogout(
    new Request(backChannelLogoutUri, { method: 'POST', body }),
    providerId,
  );
}

describe('back-channel logout', () => {
  test('of a session ends that session, and no other; keys keep working', async () => {
    const sid = await providerSession();
    expect(sid).toMatch(/.{8}/);
    const second = (await signInByCompany(world().providerId, 'linus')).browser;
    const response = await sendLogout(await sign({ ...logoutClaims(), sid }));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect([await isIn(), await isIn(second), await keyStatus()]).toEqual([false, true, 200]);
    expect((await actions()).at(-1)).toBe('session.ended-by-provider');
  });

  test('of a person ends all of their sessions, and nobody else’s', async () => {
    const grace = (await signInByCompany(world().providerId, 'grace')).browser;
    const second = (await signInByCompany(world().providerId, 'linus')).browser;
    expect((await sendLogout(await sign(logoutClaims()))).status).toBe(200);
    expect([await isIn(), await isIn(second), await isIn(grace)]).toEqual([false, false, true]);
  });

  test('reaches no session of another provider', async () => {
    const elsewhere = openBrowser();
    await signInAs(elsewhere, 'google', 'linus');
    await sendLogout(await sign(logoutClaims()));
    expect(await isIn(elsewhere)).toBe(true);
  });

  test('of someone unknown is answered alike and changes nothing', async () => {
    const token = await sign({ ...logoutClaims(), sub: 'nobody' });
    expect((await sendLogout(token)).status).toBe(200);
    expect(await isIn()).toBe(true);
  });

  const forgeries: [string, () => JWTPayload][] = [
    ['another issuer', () => ({ iss: 'https://evil.example' })],
    ['another audience', () => ({ aud: 'another-client' })],
    ['no event', () => ({ events: undefined })],
    ['another event', () => ({ events: { 'https://example.com/other': {} } })],
    ['a nonce', () => ({ nonce: 'n' })],
    ['no jti', () => ({ jti: undefined })],
    ['no iat', () => ({ iat: undefined })],
    ['an iat of ten minutes ago', () => ({ iat: now() - 600 })],
    ['neither sub nor sid', () => ({ sub: undefined })],
    ['an exp that is over', () => ({ exp: now() - 60 })],
  ];

  test.each(forgeries)('with %s is refused', async (_what, changes) => {
    const response = await sendLogout(await sign({ ...logoutClaims(), ...changes() }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    expect(await isIn()).toBe(true);
  });

  test('signed by another key, unsigned, or for no provider is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await sign(logoutClaims(), privateKey);
    const [header, body] = (await sign(logoutClaims())).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [forged, `${header}.${body}.`, `${none}.${body}.`, 'x', '']) {
      expect((await sendLogout(token)).status).toBe(400);
    }
    expect((await sendLogout(await sign(logoutClaims()), 'sso_none')).status).toBe(400);
    expect(await isIn()).toBe(true);
  });

  test('an ID token of the provider is none', async () => {
    const claims = { ...logoutClaims(), events: undefined, nonce: 'n', jti: undefined };
    expect((await sendLogout(await sign(claims))).status).toBe(400);
    expect(await isIn()).toBe(true);
  });

  test('sent again, it does not end the next session', async () => {
    const token = await sign(logoutClaims());
    expect((await sendLogout(token)).status).toBe(200);
    browser = (await signInByCompany(world().providerId, 'linus')).browser;
    expect((await sendLogout(token)).status).toBe(400);
    expect(await isIn()).toBe(true);
  });

  test('negative control: without the memory of jti, a recorded token ends it', async () => {
    vi.resetModules();
    vi.doMock('../authorization-server/artefact.repository', async (original) => ({
      ...(await original<typeof Artefacts>()),
      rememberOnce: async () => true,
    }));
    const copy = await import('./back-channel-logout');
    const token = await sign(logoutClaims());
    expect((await sendLogout(token)).status).toBe(200);
    browser = (await signInByCompany(world().providerId, 'linus')).browser;
    const body = new URLSearchParams({ logout_token: token });
    const replay = new Request('http://localhost/', { method: 'POST', body });
    expect((await copy.answerBackChannelLogout(replay, world().providerId)).status).toBe(200);
    expect(await isIn()).toBe(false);
    vi.doUnmock('../authorization-server/artefact.repository');
    vi.resetModules();
  });
});

describe('the check at refresh', () => {
  const later = () => new Date(Date.now() + LATER_MS);
  const makeOffline = () => db().companyMember.updateMany({ data: { offline: true } });

  test('changes nothing while the provider vouches for the person', async () => {
    const before = await db().companyMember.findFirstOrThrow();
    await checkCompanyMembers(later());
    expect([await isIn(), await keyStatus()]).toEqual([true, 200]);
    const after = await db().companyMember.findFirstOrThrow();
    expect(after.refreshToken).toMatch(/^eyJ/);
    expect(after.checkedAt.getTime()).toBeGreaterThanOrEqual(before.checkedAt.getTime());
    // Not asked again within ten minutes.
    await world().issuer.close();
    await checkCompanyMembers(new Date());
    expect(await isIn()).toBe(true);
  });

  test('takes sessions and keys from someone who was taken out there, until they are back', async () => {
    await makeOffline();
    world().issuer.dismiss('linus');
    await checkCompanyMembers(later());
    expect([await isIn(), await keyStatus()]).toEqual([false, 401]);
    expect((await actions()).at(-1)).toBe('member.suspended');
    browser = (await signInByCompany(world().providerId, 'linus')).browser;
    expect([await isIn(), await keyStatus()]).toEqual([true, 200]);
    expect((await actions()).at(-1)).toBe('member.resumed');
  });

  test('ends only sessions where the token was one of a session', async () => {
    await db().companyMember.updateMany({ data: { offline: false } });
    world().issuer.dismiss('linus');
    await checkCompanyMembers(later());
    expect([await isIn(), await keyStatus()]).toEqual([false, 200]);
  });

  test('changes nothing while the provider does not answer', async () => {
    await makeOffline();
    await world().issuer.close();
    await checkCompanyMembers(later());
    expect([await isIn(), await keyStatus()]).toEqual([true, 200]);
  });

  test('negative control: without the mark on the membership, the key works on', async () => {
    await makeOffline();
    world().issuer.dismiss('linus');
    await checkCompanyMembers(later());
    expect(await keyStatus()).toBe(401);
    await db().membership.updateMany({ data: { suspendedAt: null } });
    expect(await keyStatus()).toBe(200);
  });
});
