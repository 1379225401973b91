import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type CompanyIssuer,
  type CompanyIssuerOptions,
  startCompanyIssuer,
} from '@/e2e/oauth/support/company-issuer';
import {
  answerAtProvider,
  APP_URL,
  beginSignIn,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import { freePort } from '@/e2e/support/test-server';
import { db } from '@/lib/db';
import type * as DiscoverIssuer from './discover-issuer';

let options: CompanyIssuerOptions;
let company: CompanyIssuer;

beforeAll(async () => {
  const port = await freePort();
  options = { port, redirectUri: `${APP_URL}/api/auth/callback/oidc` };
  Object.assign(process.env, {
    AUTH_OIDC_ISSUER: `http://localhost:${port}`,
    AUTH_OIDC_ID: 'tollgate-development',
    AUTH_OIDC_SECRET: 'development-only-not-a-secret',
    AUTH_OIDC_NAME: 'Example Company',
  });
});

provideSignInWorld();

beforeEach(async () => {
  await db().user.deleteMany();
});

afterEach(async () => {
  vi.doUnmock('./verify-id-token');
  await company.close();
});

async function serve(changes: Partial<CompanyIssuerOptions> = {}) {
  company = await startCompanyIssuer({ ...options, ...changes });
}

async function signInRefused(login: string): Promise<string> {
  const browser = openBrowser();
  const response = await signInAs(browser, 'oidc', login);
  expect(browser.cookie('tollgate.session')).toBeUndefined();
  expect(await db().session.count()).toBe(0);
  return response.headers.get('location')?.replace(`${APP_URL}/sign-in/refused?reason=`, '') ?? '';
}

describe('a provider named by its issuer', () => {
  test('is offered under its name, and signs a new person in', async () => {
    await serve();
    const { signInProviders } = await import('./providers');
    expect(signInProviders()).toContainEqual({ id: 'oidc', name: 'Example Company', real: true });

    const browser = openBrowser();
    const begun = new URL(await beginSignIn(browser, 'oidc', '/invoices'));
    expect(begun.origin).toBe(company.issuer);
    expect(begun.searchParams.get('code_challenge_method')).toBe('S256');
    expect([...begun.searchParams.keys()]).toEqual(
      expect.arrayContaining(['state', 'nonce', 'code_challenge']),
    );
    const callback = await answerAtProvider(browser, begun.href, { login: 'linus' });
    const response = await browser.get(callback);
    expect(response.headers.get('location')).toBe(`${APP_URL}/invoices`);
    const user = await db().user.findFirstOrThrow({ include: { accounts: true } });
    expect(user).toMatchObject({ name: 'Linus', email: 'linus@example.com' });
    expect(user.accounts).toMatchObject([{ provider: 'oidc', issuer: company.issuer }]);
  });

  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    'gets the secret by %s where it takes nothing else',
    async (method) => {
      await serve({ client: { token_endpoint_auth_method: method }, clientAuth: [method] });
      await signInAs(openBrowser(), 'oidc', 'linus');
      expect(await db().session.count()).toBe(1);
    },
  );

  test('is asked for name and address where the ID token has neither', async () => {
    await serve({ thinIdToken: true });
    await signInAs(openBrowser(), 'oidc', 'linus');
    const user = await db().user.findFirstOrThrow();
    expect(user).toMatchObject({ name: 'Linus', email: 'linus@example.com' });
  });

  test('gives no address where it does not say that it verified one', async () => {
    await serve({ claimsOf: () => ({ email_verified: undefined }) });
    await signInAs(openBrowser(), 'oidc', 'linus');
    const user = await db().user.findFirstOrThrow();
    expect(user.email).toBeNull();
  });

  test('that does not answer is named as the reason', async () => {
    await serve();
    await company.close();
    const location = await beginSignIn(openBrowser(), 'oidc');
    expect(location).toContain('reason=provider-unreachable');
  });
});

describe('attacks', () => {
  test.each([
    ['wrong-iss', 'wrong-issuer'],
    ['missing-state', 'wrong-state'],
    ['wrong-nonce', 'id-token-claim'],
    ['wrong-issuer-claim', 'id-token-claim'],
    ['wrong-audience', 'id-token-claim'],
    ['expired', 'id-token-claim'],
    ['altered-subject', 'id-token-signature'],
    ['algorithm-none', 'id-token-signature'],
  ] as const)('an answer with %s is refused', async (failure, reason) => {
    await serve();
    company.fail('eve', failure);
    expect(await signInRefused('eve')).toBe(reason);
  });

  test('a person with the address of another sign-in is not joined to it', async () => {
    await serve();
    await signInAs(openBrowser(), 'google', 'ada');
    await db().session.deleteMany();
    expect(await signInRefused('ada')).toBe('account-not-linked');
    expect(await db().account.count()).toBe(1);
  });

  test('an unverified address is nobody’s', async () => {
    await serve();
    company.fail('eve', 'unverified-email');
    await signInAs(openBrowser(), 'oidc', 'eve');
    expect((await db().user.findFirstOrThrow()).email).toBeNull();
  });

  test('a userinfo answer about another person is refused', async () => {
    await serve({ thinIdToken: true, userinfoSubject: 'ada-1815' });
    expect(await signInRefused('eve')).toBe('id-token-claim');
  });

  test('the code of another provider at this callback is refused', async () => {
    await serve();
    const browser = openBrowser();
    const begun = await beginSignIn(browser, 'google');
    const callback = await answerAtProvider(browser, begun, { login: 'ada' });
    const response = await browser.get(callback.replace('/callback/google', '/callback/oidc'));
    expect(response.headers.get('location')).toContain('reason=invalid-check');
  });

  test('negative control: without the signature check, the forger is Ada', async () => {
    await serve();
    await signInAs(openBrowser(), 'oidc', 'ada');
    await db().session.deleteMany();
    vi.resetModules();
    vi.doMock('./verify-id-token', async () => {
      const { decodeJwt } = await import('jose');
      return { verifyIdToken: async (idToken: string) => decodeJwt(idToken) };
    });
    company.fail('eve', 'altered-subject');
    await signInAs(openBrowser(), 'oidc', 'eve');
    const session = await db().session.findFirstOrThrow({ include: { user: true } });
    expect(session.user.name).toBe('Ada Lovelace');
    vi.resetModules();
  });
});

describe('at the start', () => {
  const check = async (issuer: string) => {
    const { checkIssuer }: typeof DiscoverIssuer = await import('./discover-issuer');
    return checkIssuer(issuer);
  };

  test('the issuer is compared character by character', async () => {
    await serve();
    expect(await check(company.issuer)).toMatchObject({ issuer: company.issuer });
    await expect(check(`${company.issuer}/`)).rejects.toThrow(
      `names the issuer "${company.issuer}", not "${company.issuer}/"`,
    );
    await expect(check(`${company.issuer}/realms/none`)).rejects.toThrow('answered 404, not 200');
  });
});
