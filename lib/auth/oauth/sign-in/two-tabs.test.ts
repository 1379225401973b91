import { beforeEach, describe, expect, test } from 'vitest';
import { countSessions, forgetPeople } from '@/e2e/oauth/support/sign-in-host';
import {
  answerAtProvider,
  APP_URL,
  beginSignIn,
  openBrowser,
  provideSignInWorld,
} from '@/e2e/oauth/support/sign-in-world';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import type { StandInProvider } from './providers';

provideSignInWorld();

beforeEach(async () => {
  await forgetPeople();
});

/** A tab in which the person has not chosen yet who they are. */
async function openTab(
  browser: TestBrowser,
  provider: StandInProvider,
  page: string,
  login = 'ada',
) {
  const url = await beginSignIn(browser, provider, page);
  const choose = () => answerAtProvider(browser, url, { login });
  return { finish: async () => browser.get(await choose()) };
}

describe.each([
  ['the same provider', 'github', 'github'],
  ['two providers', 'github', 'google'],
] as const)('two tabs with %s', (_name, first, second) => {
  test.each([
    ['the older first', (tabs: unknown[]) => tabs],
    ['the newer first', (tabs: unknown[]) => tabs.reverse()],
  ])('both finish, each on its own page: %s', async (_order, order) => {
    const browser = openBrowser();
    const one = await openTab(browser, first, '/events');
    // An address is joined to one provider, so the other one is of another person.
    const two = await openTab(browser, second, '/invoices', first === second ? 'ada' : 'grace');
    const pages = [
      { tab: one, page: '/events' },
      { tab: two, page: '/invoices' },
    ];
    for (const { tab, page } of order(pages) as typeof pages) {
      const response = await tab.finish();
      expect(response.headers.get('location')).toBe(`${APP_URL}${page}`);
      expect(browser.cookie('tollgate.session')).toBeTruthy();
    }
    // The sign-in that came second took the place of the first.
    expect(await countSessions()).toBe(1);
  });
});

test('four are kept; a fifth takes the place of the oldest, and says so', async () => {
  const browser = openBrowser();
  const tabs = [];
  for (let number = 0; number < 5; number += 1) {
    tabs.push(await openTab(browser, 'github', `/events?tab=${number}`));
  }
  const [oldest, ...others] = tabs;
  const refused = await oldest?.finish();
  expect(refused?.headers.get('location')).toContain('/sign-in/refused?reason=wrong-state');
  for (const tab of others.slice(0, 3)) {
    expect((await tab.finish()).headers.get('location')).toContain(`${APP_URL}/events?tab=`);
  }
});

test('what a finished sign-in leaves behind opens nothing', async () => {
  const browser = openBrowser();
  const url = await beginSignIn(browser, 'github');
  const callback = await answerAtProvider(browser, url, { login: 'ada' });
  await browser.get(callback);
  const again = await browser.get(callback);
  expect(again.headers.get('location')).toContain('/sign-in/refused');
});

test('control: with one set of cookies for all, the older tab is refused', async () => {
  const browser = openBrowser();
  const one = await openTab(browser, 'github', '/events');
  const kept = browser.cookie('tollgate.flow-state.1');
  await openTab(browser, 'github', '/invoices');
  // As if the second had written over the first.
  for (const name of ['state', 'pkce']) {
    browser.removeCookies(`flow-${name}.1`);
  }
  expect(kept).toBeTruthy();
  expect((await one.finish()).headers.get('location')).toContain('/sign-in/refused');
});
