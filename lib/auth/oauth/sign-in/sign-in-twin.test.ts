import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  endSessions,
  forgetPeople,
  listEmails,
  listSignedIn,
} from '@/e2e/oauth/support/sign-in-host';
import {
  answerAtProvider,
  beginSignIn,
  breakProvider,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import type * as GithubProvider from './github-provider';
import type * as OwnUrl from './own-url';
import type * as UserRepository from './user.repository';

/** Each guard is taken out, and the attack that it holds back succeeds: the guard bites. */
provideSignInWorld();

beforeEach(async () => {
  vi.resetModules();
  await forgetPeople();
});

afterEach(() => {
  vi.doUnmock('./github-provider');
  vi.doUnmock('./verify-id-token');
  vi.doUnmock('./own-url');
  vi.doUnmock('./user.repository');
});

/** The GitHub provider with other checks than ours. */
function checkOnly(...checks: ('pkce' | 'state')[]): void {
  vi.doMock('./github-provider', async (original) => {
    const real = await original<typeof GithubProvider>();
    const githubProvider: typeof real.githubProvider = (registration) => ({
      ...real.githubProvider(registration),
      checks,
    });
    return { ...real, githubProvider };
  });
}

test('A03 without the state check: an answer without any state signs in', async () => {
  checkOnly('pkce');
  const browser = openBrowser();
  const url = await beginSignIn(browser, 'github');
  const callback = await answerAtProvider(browser, url, { login: 'ada' });
  expect(new URL(callback).searchParams.has('state')).toBe(false);
  await browser.get(callback);
  expect(browser.cookie('tollgate.session')).toBeDefined();
});

test('A01 without PKCE: no verifier would be asked for, and only the provider is left to refuse', async () => {
  checkOnly('state');
  const begun = new URL(await beginSignIn(openBrowser(), 'github'));
  expect(begun.searchParams.has('code_challenge')).toBe(false);
  // Our own stand-in refuses such a request, as the real GitHub does not.
  const refused = await fetch(begun, { redirect: 'manual' });
  expect(refused.headers.get('location')).toContain('requires+PKCE');
});

test('A06 without our redirect rule: the sign-in ends at the attacker', async () => {
  vi.doMock('./own-url', async (original) => ({
    ...(await original<typeof OwnUrl>()),
    ownUrl: (wanted: string) => wanted,
  }));
  const response = await signInAs(openBrowser(), 'github', 'ada', 'https://evil.example/');
  expect(response.headers.get('location')).toBe('https://evil.example/');
});

test('A09 without our signature check: the attacker is signed in as the victim', async () => {
  await signInAs(openBrowser(), 'google', 'ada');
  await endSessions();
  vi.resetModules();
  vi.doMock('./verify-id-token', async () => {
    const { decodeJwt } = await import('jose');
    return { verifyIdToken: async (idToken: string) => decodeJwt(idToken) };
  });
  await breakProvider('google', 'eve-twin', 'altered-subject');
  const browser = openBrowser();
  await signInAs(browser, 'google', 'eve-twin');
  expect(await listSignedIn()).toEqual(['Ada Lovelace']);
});

test('A10 without the refusal: a second account with the same address exists', async () => {
  await signInAs(openBrowser(), 'google', 'ada');
  vi.resetModules();
  vi.doMock('./user.repository', async (original) => ({
    ...(await original<typeof UserRepository>()),
    findProvidersOfEmail: async () => [],
  }));
  await breakProvider('github', 'eve-ten', 'same-email');
  await signInAs(openBrowser(), 'github', 'eve-ten');
  expect(await listEmails()).toEqual(['ada@example.com', 'ada@example.com']);
});
