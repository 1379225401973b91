import { beforeAll, expect, test, vi } from 'vitest';
import { redirectOf, requestCookies } from '@/e2e/oauth/support/framework-request';
import { openBrowser, provideSignInWorld, signInAs } from '@/e2e/oauth/support/sign-in-world';
import {
  type Execution,
  missedBy,
  readingOrder,
  traceExecution,
} from '@/e2e/support/trace-execution';

/**
 * A person signs in at both stand-ins, opens a page, adds a provider and signs out: what the guides
 * name of sign-in and session is what that runs through. Only Next.js's own request is replaced.
 */

vi.mock('next/headers', async () => {
  const { frameworkHeaders } = await import('@/e2e/oauth/support/framework-request');
  return frameworkHeaders();
});

provideSignInWorld();

const LIMIT_MS = 240_000;

let walk: Execution;

async function signInAndOut(): Promise<void> {
  const { signInAction } = await import('@/app/sign-in/sign-in-action');
  const { beginLink } = await import('@/lib/auth/oauth/sign-in/begin-sign-in');
  const { getPerson, toPrincipal } = await import('@/lib/auth/oauth/session/require-principal');
  const { revokeSession } = await import('@/lib/auth/oauth/session/sessions');
  const form = new FormData();
  form.set('provider', 'github');
  expect(await redirectOf(() => signInAction(form))).toContain('code_challenge=');

  for (const [provider, login] of [
    ['github', 'ada'],
    ['google', 'grace'],
  ] as const) {
    const browser = openBrowser();
    expect((await signInAs(browser, provider, login)).status).toBe(302);
    requestCookies.set('tollgate.session', browser.cookie('tollgate.session') ?? '');
  }
  const person = await getPerson();
  if (!person) throw new Error('Nobody is signed in.');
  await redirectOf(() => beginLink('github'));
  await revokeSession(toPrincipal(person), person.sessionId);
  expect(await getPerson()).toBeNull();
}

beforeAll(async () => {
  // Loaded before it is traced, so that only the walk is.
  await signInAndOut();
  walk = await traceExecution(signInAndOut);
}, LIMIT_MS);

test('the tour names what signing in runs through', () => {
  const links = readingOrder('docs/tour.md', /^## 2\./);
  expect(links.length).toBeGreaterThan(8);
  expect(missedBy(walk, links)).toEqual([]);
});

test("the README's files of sign-in and session are on the way", () => {
  const links = readingOrder('lib/auth/oauth/README.md', /^## Read in this order/).filter(
    ({ file }) => /oauth\/(sign-in|session)\//.test(file),
  );
  expect(links.length).toBeGreaterThan(7);
  expect(missedBy(walk, links)).toEqual([]);
});

test('without signing in by Google: the verifier of its ID tokens would be missed', () => {
  const without = new Map(walk);
  without.delete('lib/auth/oauth/sign-in/verify-id-token.ts');
  expect(missedBy(without, readingOrder('docs/tour.md', /^## 2\./))).toEqual([
    'lib/auth/oauth/sign-in/verify-id-token.ts',
  ]);
});
