import { NextRequest } from 'next/server';
import type { StandInProvider } from '@/lib/auth/oauth/sign-in/providers';
import type { IssuerFailure } from '@/services/stand-ins/issuer/issuer-failure';
import { answerAsClient, provideSignInHost } from './sign-in-host';
import { TestBrowser } from './test-browser';

export const APP_URL = 'http://localhost:3130';

let issuers: Record<StandInProvider, string> = { github: '', google: '' };

/**
 * Gives the tests of a file both identity providers, a database, and the real sign-in route in this
 * process. Call it at the top of the file.
 */
export function provideSignInWorld(): void {
  issuers = provideSignInHost(APP_URL);
}

/** Where a provider listens. */
export function issuerOrigin(provider: StandInProvider): string {
  return issuers[provider];
}

/** A new browser in front of the real route. */
export function openBrowser(): TestBrowser {
  return new TestBrowser(APP_URL, async (request) => {
    const { answerAuthRequest } = await import('@/lib/auth/oauth/sign-in/callback');
    return answerAsClient(() => answerAuthRequest(new NextRequest(request)));
  });
}

/** Presses "Continue with …": gives the address at the provider that the browser is sent to. */
export async function beginSignIn(
  browser: TestBrowser,
  provider: string,
  callbackUrl = '/dashboard',
): Promise<string> {
  const csrf: { csrfToken: string } = await (await browser.get(`${APP_URL}/api/auth/csrf`)).json();
  const response = await browser.post(`${APP_URL}/api/auth/signin/${provider}`, {
    csrfToken: csrf.csrfToken,
    callbackUrl,
  });
  return response.headers.get('location') ?? '';
}

/** Signs in at the provider; gives the address that it sends the browser back to. */
export async function answerAtProvider(
  browser: TestBrowser,
  authorizationUrl: string,
  form: Record<string, string>,
): Promise<string> {
  const { origin } = new URL(authorizationUrl);
  const page = await browser.followWithin(
    origin,
    authorizationUrl,
    await browser.get(authorizationUrl),
  );
  const action = /action="([^"]+)"/.exec(await page.text())?.[1];
  if (!action) throw new Error('The provider showed no login page.');
  const posted = await browser.post(`${origin}${action}`, form);
  const last = await browser.followWithin(origin, authorizationUrl, posted);
  return last.headers.get('location') ?? '';
}

/** The whole way; gives the application's answer to the callback. */
export async function signInAs(
  browser: TestBrowser,
  provider: string,
  login: string,
  callbackUrl?: string,
): Promise<Response> {
  const authorizationUrl = await beginSignIn(browser, provider, callbackUrl);
  return browser.get(await answerAtProvider(browser, authorizationUrl, { login }));
}

/** Turns a failure of a provider on for one person. */
export async function breakProvider(
  provider: StandInProvider,
  login: string,
  failure: IssuerFailure | null,
): Promise<void> {
  const response = await fetch(`${issuers[provider]}/development/failure`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: login, failure }),
  });
  if (!response.ok) throw new Error(await response.text());
}
