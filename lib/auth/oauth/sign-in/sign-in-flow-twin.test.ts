import type * as nextAuth from 'next-auth';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  answerAtProvider,
  APP_URL,
  beginSignIn,
  breakProvider,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import { db } from '@/lib/db';
import type * as GoogleProvider from './google-provider';
import type * as SessionRepository from '../session/session.repository';
import type * as SessionToken from '../session/session-token';

/** The guards around the flow and the session, each taken out: then the attack succeeds. */
provideSignInWorld();

const SESSION = 'tollgate.session';

beforeEach(async () => {
  vi.resetModules();
  await db().user.deleteMany();
});

afterEach(() => {
  vi.doUnmock('./google-provider');
  vi.doUnmock('../session/session.repository');
  vi.doUnmock('../session/session-token');
  vi.doUnmock('next-auth');
});

test('A01 and A04 without cookies of its own browser: the victim is signed in as the attacker', async () => {
  const attacker = openBrowser();
  const url = await beginSignIn(attacker, 'github');
  const link = await answerAtProvider(attacker, url, { login: 'mallory' });
  const victim = openBrowser();
  // What ties the answer to a browser is planted along with the link.
  for (const [name, cookie] of attacker.jar) victim.jar.set(name, cookie);
  await victim.get(link);
  expect(victim.cookie(SESSION)).toBeDefined();
  const session = await db().session.findFirstOrThrow({ include: { user: true } });
  expect(session.user.name).toBe('Mallory');
});

test("A07 with the other's state and iss: one provider gets the code of the other", async () => {
  const browser = openBrowser();
  const github = new URL(
    await answerAtProvider(browser, await beginSignIn(browser, 'github'), { login: 'ada' }),
  );
  const google = new URL(
    await answerAtProvider(browser, await beginSignIn(browser, 'google'), { login: 'ada' }),
  );
  google.searchParams.set('code', github.searchParams.get('code') ?? '');
  const response = await browser.get(google.href);
  // Nothing of ours refused: the code travelled to Google, which could have used it.
  expect(response.headers.get('location')).toBe(`${APP_URL}/sign-in/refused?reason=code-refused`);
});

test('A08 without the nonce check: a token of another flow signs in', async () => {
  vi.doMock('./google-provider', async (original) => {
    const real = await original<typeof GoogleProvider>();
    const googleProvider: typeof real.googleProvider = (registration) => ({
      ...real.googleProvider(registration),
      checks: ['pkce', 'state'],
    });
    return { ...real, googleProvider };
  });
  const browser = openBrowser();
  await breakProvider('google', 'eve-nonce', 'wrong-nonce');
  const begun = new URL(await beginSignIn(browser, 'google'));
  expect(begun.searchParams.has('nonce')).toBe(false);
  const callback = await answerAtProvider(browser, begun.href, { login: 'eve-nonce' });
  const response = await browser.get(callback);
  // The library refuses a nonce that it did not ask for; without asking it can't tell which is right.
  expect(response.headers.get('location')).not.toContain('wrong-nonce');
});

test('A17 without a new token: the value that was planted is a session', async () => {
  const planted = 'planted-by-the-attacker-0000000000000000000';
  vi.doMock('../session/session-token', async (original) => ({
    ...(await original<typeof SessionToken>()),
    createSessionToken: () => planted,
  }));
  vi.doMock('../session/session.repository', async (original) => ({
    ...(await original<typeof SessionRepository>()),
    deleteSessionByToken: async () => null,
  }));
  const browser = openBrowser();
  browser.setCookie(SESSION, planted);
  await signInAs(browser, 'github', 'ada');
  const attacker = openBrowser();
  attacker.setCookie(SESSION, planted);
  const seen: unknown = await (await attacker.get(`${APP_URL}/api/auth/session`)).json();
  expect(seen).toMatchObject({ user: { name: 'Ada Lovelace' } });
});

test('A19 without the token: a form of another site signs the victim out', async () => {
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const core = await import('@auth/core');
  vi.doMock('next-auth', async (original) => {
    const real = await original<typeof nextAuth>();
    const weakened: typeof real.default = (config) =>
      real.default(async (request) => ({
        ...(typeof config === 'function' ? await config(request) : config),
        skipCSRFCheck: core.skipCSRFCheck,
      }));
    return { ...real, default: weakened };
  });
  vi.resetModules();
  expect(await db().session.count()).toBe(1);
  await browser.post(`${APP_URL}/api/auth/signout`, { callbackUrl: '/' });
  expect(await db().session.count()).toBe(0);
});

test('A20 without the row: a cookie that was kept still signs in after the sign-out', async () => {
  vi.doMock('../session/session.repository', async (original) => ({
    ...(await original<typeof SessionRepository>()),
    deleteSessionByToken: async () => null,
  }));
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const saved = browser.cookie(SESSION) ?? '';
  const csrf: { csrfToken: string } = await (await browser.get(`${APP_URL}/api/auth/csrf`)).json();
  await browser.post(`${APP_URL}/api/auth/signout`, { csrfToken: csrf.csrfToken });
  browser.setCookie(SESSION, saved);
  const seen: unknown = await (await browser.get(`${APP_URL}/api/auth/session`)).json();
  expect(seen).toMatchObject({ user: { name: 'Ada Lovelace' } });
});
