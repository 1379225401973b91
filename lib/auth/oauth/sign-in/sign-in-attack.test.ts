import { beforeEach, describe, expect, test } from 'vitest';
import {
  countPeople,
  countSessions,
  endSessions,
  forgetPeople,
  listEmails,
} from '@/e2e/oauth/support/sign-in-host';
import {
  answerAtProvider,
  APP_URL,
  beginSignIn,
  breakProvider,
  issuerOrigin,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import type { IssuerFailure } from '@/services/stand-ins/issuer/issuer-failure';

provideSignInWorld();

beforeEach(async () => {
  await forgetPeople();
});

async function expectRefused(browser: TestBrowser, response: Response, reason: string) {
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe(`${APP_URL}/sign-in/refused?reason=${reason}`);
  expect(browser.cookie('tollgate.session')).toBeUndefined();
  expect(await countSessions()).toBe(0);
}

async function callbackFor(browser: TestBrowser, provider: 'github' | 'google', login = 'ada') {
  return answerAtProvider(browser, await beginSignIn(browser, provider), { login });
}

describe.each(['github', 'google'] as const)('at the callback of %s', (provider) => {
  test('A01: a code without its verifier is refused', async () => {
    const browser = openBrowser();
    const callback = await callbackFor(browser, provider);
    browser.removeCookies('flow-pkce');
    await expectRefused(browser, await browser.get(callback), 'invalid-check');
  });

  test('A01: a code with the verifier of another flow is refused by the provider', async () => {
    const browser = openBrowser();
    const stolen = new URL(await callbackFor(openBrowser(), provider));
    const own = new URL(await callbackFor(browser, provider));
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    await expectRefused(browser, await browser.get(own.toString()), 'code-refused');
  });

  test('a code that was used is refused, and says so', async () => {
    const browser = openBrowser();
    const callback = await callbackFor(browser, provider);
    const flow = new Map(browser.jar);
    await browser.get(callback);
    expect(browser.cookie('tollgate.session')).toBeDefined();
    for (const [name, cookie] of flow) browser.jar.set(name, cookie);
    browser.removeCookies('session');
    await endSessions();
    await expectRefused(browser, await browser.get(callback), 'code-refused');
  });

  test('A03: a changed or missing state is refused', async () => {
    const browser = openBrowser();
    const callback = new URL(await callbackFor(browser, provider));
    callback.searchParams.set('state', 'another');
    await expectRefused(browser, await browser.get(callback.toString()), 'wrong-state');
    callback.searchParams.delete('state');
    await expectRefused(browser, await browser.get(callback.toString()), 'wrong-state');
  });

  test("A04: the attacker's own callback link opened by the victim is refused", async () => {
    const victim = openBrowser();
    const link = await callbackFor(openBrowser(), provider, 'mallory');
    await expectRefused(victim, await victim.get(link), 'invalid-check');
  });

  test('V10.2.2: an answer that names another issuer is refused', async () => {
    await breakProvider(provider, 'mix-up', 'wrong-iss');
    const browser = openBrowser();
    const response = await signInAs(browser, provider, 'mix-up');
    await expectRefused(browser, response, 'wrong-issuer');
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    `${APP_URL}@evil.example`,
    'javascript:alert(1)',
    'http://localhost:31300/',
  ])('A06: a return address of %s never leaves the application', async (callbackUrl) => {
    const browser = openBrowser();
    const response = await signInAs(browser, provider, 'ada', callbackUrl);
    const location = response.headers.get('location') ?? '/';
    expect(new URL(location, APP_URL).origin).toBe(APP_URL);
  });

  test('A17: a preset session cookie is replaced and never a session', async () => {
    const browser = openBrowser();
    browser.setCookie('tollgate.session', 'preset-by-the-attacker');
    await signInAs(browser, provider, 'ada');
    expect(browser.cookie('tollgate.session')).toMatch(/^[\w-]{43}$/);
    expect(await countSessions()).toBe(1);
  });

  test('A17: signing in again begins a new session and ends the old one', async () => {
    const browser = openBrowser();
    await signInAs(browser, provider, 'ada');
    const first = browser.cookie('tollgate.session');
    await signInAs(browser, provider, 'ada');
    expect(browser.cookie('tollgate.session')).not.toBe(first);
    expect(await countSessions()).toBe(1);
  });
});

test('A07: the code of one provider at the callback of the other is refused', async () => {
  const browser = openBrowser();
  const callback = await callbackFor(browser, 'github');
  const moved = callback.replace('/callback/github', '/callback/google');
  await expectRefused(browser, await browser.get(moved), 'invalid-check');
});

test.each([
  ['wrong-audience', 'id-token-claim'],
  ['wrong-issuer-claim', 'id-token-claim'],
  ['wrong-nonce', 'id-token-claim'],
  ['expired', 'id-token-claim'],
  ['wrong-authorized-party', 'id-token-claim'],
  ['algorithm-none', 'id-token-signature'],
  ['altered-subject', 'id-token-signature'],
  ['stripped-signature', 'id-token-signature'],
] satisfies [IssuerFailure, string][])(
  'A08, A09: an ID token with %s is refused',
  async (failure, reason) => {
    await breakProvider('google', `eve-${failure}`, failure);
    const browser = openBrowser();
    const response = await signInAs(browser, 'google', `eve-${failure}`);
    await expectRefused(browser, response, reason);
  },
);

test.each(['github', 'google'] as const)(
  "A10: a new identity at %s with someone's address is not joined",
  async (provider) => {
    await signInAs(openBrowser(), provider === 'github' ? 'google' : 'github', 'ada');
    await endSessions();
    await breakProvider(provider, 'eve', 'same-email');
    const browser = openBrowser();
    await expectRefused(browser, await signInAs(browser, provider, 'eve'), 'account-not-linked');
    expect(await countPeople()).toEqual({ people: 1, identities: 1 });
  },
);

test('A19: the sign-in and sign-out routes refuse a form without our token', async () => {
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  for (const action of ['signout', 'signin/github']) {
    const response = await browser.post(`${APP_URL}/api/auth/${action}`, { callbackUrl: '/' });
    expect(response.headers.get('location')).toBe(`${APP_URL}/sign-in/refused?reason=missing-csrf`);
  }
  expect(await countSessions()).toBe(1);
});

test('A20: a saved cookie is worth nothing after sign-out', async () => {
  const { findLiveSession } = await import('../session/session.repository');
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const saved = browser.cookie('tollgate.session') ?? '';
  const csrf: { csrfToken: string } = await (await browser.get(`${APP_URL}/api/auth/csrf`)).json();
  await browser.post(`${APP_URL}/api/auth/signout`, { csrfToken: csrf.csrfToken });
  browser.setCookie('tollgate.session', saved);
  expect(await (await browser.get(`${APP_URL}/api/auth/session`)).json()).toBeNull();
  expect(await findLiveSession(saved, null)).toBeNull();
});

test('an unverified address is not taken over', async () => {
  for (const provider of ['github', 'google'] as const) {
    await breakProvider(provider, `unproven-${provider}`, 'unverified-email');
    await signInAs(openBrowser(), provider, `unproven-${provider}`);
  }
  expect(await listEmails()).toEqual([null, null]);
});

test('the provider insists on PKCE and on the registered redirect address', async () => {
  const url = new URL(await beginSignIn(openBrowser(), 'github'));
  expect(url.origin).toBe(issuerOrigin('github'));
  expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  const refused = await fetch(url, { redirect: 'manual' });
  expect(refused.headers.get('location')).toContain('error=invalid_request');
  url.searchParams.set('redirect_uri', 'http://localhost:3130/api/auth/callback/github/x');
  const elsewhere = await fetch(url, { redirect: 'manual' });
  expect(elsewhere.status).toBe(400);
  expect(elsewhere.headers.get('location')).toBeNull();
});
