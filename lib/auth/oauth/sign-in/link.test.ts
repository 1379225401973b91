import { beforeEach, expect, test } from 'vitest';
import {
  answerAtProvider,
  APP_URL,
  beginSignIn,
  openBrowser,
  provideSignInWorld,
  signInAs,
} from '@/e2e/oauth/support/sign-in-world';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { listIdentities, removeIdentity } from './identity';
import { sealLinkIntent } from './link-intent';
import { isFresh } from '../session/require-fresh-sign-in';

provideSignInWorld();

beforeEach(async () => {
  await db().user.deleteMany();
});

const REFUSED = `${APP_URL}/sign-in/refused?reason=link-refused`;

/** What the button in Settings does: a flow, and the wish sealed for it. */
async function askToLink(browser: TestBrowser): Promise<string> {
  const session = await db().session.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });
  const url = await beginSignIn(browser, 'google', '/settings/profile');
  const state = new URL(url).searchParams.get('state') ?? '';
  browser.setCookie('tollgate.link.1', await sealLinkIntent(session.id, 'google', state));
  return url;
}

test('a second provider is added on purpose, within the session that asked', async () => {
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const token = browser.cookie('tollgate.session');
  const url = await askToLink(browser);
  const response = await browser.get(await answerAtProvider(browser, url, { login: 'ada' }));
  expect(response.headers.get('location')).toBe(`${APP_URL}/settings/profile?linked=google`);
  expect(browser.cookie('tollgate.session')).toBe(token);
  expect(browser.cookie('tollgate.link.1')).toBeUndefined();
  expect(await db().session.count()).toBe(1);
  expect((await db().account.findMany()).map(({ provider }) => provider).sort()).toEqual([
    'github',
    'google',
  ]);
});

test("someone else's identity is not taken over", async () => {
  await signInAs(openBrowser(), 'google', 'grace');
  await db().session.deleteMany();
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const url = await askToLink(browser);
  const response = await browser.get(await answerAtProvider(browser, url, { login: 'grace' }));
  expect(response.headers.get('location')).toBe(REFUSED);
  expect(await db().account.count()).toBe(2);
});

test('the wish holds for its own flow only: another sign-in is a sign-in', async () => {
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  await askToLink(browser);
  const response = await signInAs(browser, 'google', 'mallory', '/dashboard');
  expect(response.headers.get('location')).toBe(`${APP_URL}/dashboard`);
  const ada = await db().user.findFirstOrThrow({
    where: { name: 'Ada Lovelace' },
    include: { accounts: true },
  });
  expect(ada.accounts.map(({ provider }) => provider)).toEqual(['github']);
});

test('the wish of a session that has ended is refused', async () => {
  const browser = openBrowser();
  await signInAs(browser, 'github', 'ada');
  const url = await askToLink(browser);
  await db().session.deleteMany();
  const response = await browser.get(await answerAtProvider(browser, url, { login: 'ada' }));
  expect(response.headers.get('location')).toBe(REFUSED);
  expect(await db().account.count()).toBe(1);
});

test('an identity can be removed, but never the last one', async () => {
  await signInAs(openBrowser(), 'github', 'ada');
  const user = await db().user.findFirstOrThrow();
  await db().account.create({
    data: { id: newId(), userId: user.id, provider: 'google', issuer: 'x', subject: 'ada' },
  });
  const principal: Principal = {
    credential: 'session',
    credentialId: newId(),
    userId: user.id,
    workspaceId: newId(),
    role: 'owner',
    mode: 'test',
    scopes: new Set(),
    expiresAt: null,
  };
  const [first, second] = await listIdentities(principal);
  await removeIdentity(principal, first?.id ?? '');
  await expect(removeIdentity(principal, second?.id ?? '')).rejects.toMatchObject({
    slug: 'conflict',
  });
  await expect(removeIdentity(principal, newId())).rejects.toMatchObject({ slug: 'not-found' });
});

test('Google tells when the person proved who they are, and it is kept', async () => {
  await signInAs(openBrowser(), 'google', 'ada');
  const { authenticatedAt, createdAt } = await db().session.findFirstOrThrow();
  expect(Math.abs(createdAt.getTime() - (authenticatedAt?.getTime() ?? 0))).toBeLessThan(10_000);
});

test.each([
  ['just now', 0, null, true],
  ['five minutes ago', 300, null, true],
  ['a second longer ago', 301, null, false],
  ['now, but proved last week', 0, 604_800, false],
  ['now, proved now', 0, 1, true],
] as const)('a sign-in of %s: fresh is %4$s', (_name, age, provedAge, fresh) => {
  const now = new Date('2026-11-24T12:00:00Z');
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const authenticatedAt = provedAge === null ? null : ago(provedAge);
  expect(isFresh({ signedInAt: ago(age), authenticatedAt }, now)).toBe(fresh);
});
