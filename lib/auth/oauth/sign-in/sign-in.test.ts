import { beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_ADDRESS } from '@/e2e/oauth/support/sign-in-host';
import {
  APP_URL,
  answerAtProvider,
  beginSignIn,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import { db } from '@/lib/db';
import { findLiveSession } from '../session/session.repository';
import { digestSessionToken } from '../session/session-token';

provideSignInWorld();

beforeEach(async () => {
  await db().user.deleteMany();
  await db().workspace.deleteMany();
});

describe.each(['github', 'google'] as const)('signing in with %s', (provider) => {
  test('ends on the wanted page with a session that only the browser can name', async () => {
    const browser = openBrowser();
    const response = await signInAs(browser, provider, 'ada', '/invoices?x=1');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`${APP_URL}/invoices?x=1`);

    const token = browser.cookie('tollgate.session') ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    const attributes = browser.attributesOf('tollgate.session');
    expect(attributes).toMatch(/HttpOnly/i);
    expect(attributes).toMatch(/SameSite=Lax/i);
    expect(attributes).toMatch(/Path=\//i);

    const [row, ...more] = await db().session.findMany();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      provider,
      address: CLIENT_ADDRESS,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0',
      tokenDigest: digestSessionToken(token),
    });
    expect(JSON.stringify(row)).not.toContain(token);
  });

  test('makes a new person with a workspace of their own, and no provider token is kept', async () => {
    await signInAs(openBrowser(), provider, 'linus');
    const user = await db().user.findFirstOrThrow({
      include: { accounts: true, memberships: { include: { workspace: true } } },
    });
    expect(user).toMatchObject({ name: 'Linus', email: 'linus@example.com' });
    expect(user.accounts).toMatchObject([{ provider, issuer: `development:${provider}` }]);
    expect(user.memberships).toMatchObject([
      { role: 'owner', workspace: { name: "Linus's workspace" } },
    ]);
    const stored = JSON.stringify(user.accounts);
    expect(stored).not.toMatch(/token/i);
  });

  test('finds the same person again', async () => {
    await signInAs(openBrowser(), provider, 'ada');
    await signInAs(openBrowser(), provider, 'ada');
    expect(await db().user.count()).toBe(1);
    expect(await db().session.count()).toBe(2);
  });

  test('cancelling says so', async () => {
    const browser = openBrowser();
    const callback = await answerAtProvider(browser, await beginSignIn(browser, provider), {
      cancel: '1',
    });
    const response = await browser.get(callback);
    expect(response.headers.get('location')).toBe(`${APP_URL}/sign-in/refused?reason=cancelled`);
  });
});

test('the address of the application comes from APP_URL, never from a header', async () => {
  const { answerAuthRequest } = await import('./callback');
  const { NextRequest } = await import('next/server');
  const response = await answerAuthRequest(
    new NextRequest('http://evil.example/api/auth/signin', {
      headers: {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
      },
    }),
  );
  expect(response.headers.get('location')).toBe(
    `/sign-in?callbackUrl=${encodeURIComponent(APP_URL)}`,
  );
});

test('signing out ends the session on the server', async () => {
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const token = browser.cookie('tollgate.session') ?? '';
  expect(await findLiveSession(token, null)).not.toBeNull();
  const csrf: { csrfToken: string } = await (await browser.get(`${APP_URL}/api/auth/csrf`)).json();
  await browser.post(`${APP_URL}/api/auth/signout`, { csrfToken: csrf.csrfToken });
  expect(browser.cookie('tollgate.session')).toBeUndefined();
  expect(await findLiveSession(token, null)).toBeNull();
});
