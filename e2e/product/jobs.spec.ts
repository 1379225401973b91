import { randomUUID } from 'node:crypto';
import { expect, type Locator, test } from '@playwright/test';
import { mainOf, signInAs, signUp } from '../support/sign-in-as';

/** What people come for, in clicks from the dashboard. Typing is not counted. */
function countClicks() {
  let clicks = 0;
  return {
    async click(target: Locator) {
      await target.click();
      clicks += 1;
    },
    get clicks() {
      return clicks;
    },
  };
}

test('a first key is one click, with the call to paste', async ({ page }) => {
  await signUp(page, `clicks-${randomUUID().slice(0, 8)}`);
  const hand = countClicks();
  await hand.click(page.getByRole('button', { name: 'Make a key and show me the call' }));
  await expect(page.locator('#first-call')).toContainText('X-API-Key: tg_test_');
  expect(hand.clicks).toBe(1);
});

test('a later key is three clicks', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  const hand = countClicks();
  await hand.click(page.getByRole('link', { name: 'API keys' }));
  await hand.click(page.getByRole('link', { name: 'New key' }));
  await hand.click(page.getByRole('button', { name: 'Create key' }));
  await expect(page.locator('#new-key')).toHaveText(/^tg_test_/);
  expect(hand.clicks).toBeLessThanOrEqual(3);
});

test('a failed call is one click, and the page says what was wrong', async ({ page, request }) => {
  await signUp(page, `failed-${randomUUID().slice(0, 8)}`);
  await page.getByRole('button', { name: 'Make a key and show me the call' }).click();
  const key = /tg_test_\w+/.exec(await page.locator('#first-call').innerText())?.[0] ?? '';
  const headers = { 'x-api-key': key };
  const event = (quantity: number) => ({
    headers,
    data: { events: [{ id: randomUUID(), meter: 'api_calls', quantity }] },
  });
  expect((await request.post('/api/v1/events', event(1))).ok()).toBe(true);
  expect((await request.post('/api/v1/events', event(-1))).status()).toBe(422);
  const failed = mainOf(page).getByRole('link', { name: 'POST /api/v1/events' }).first();
  // The log is written each second.
  await expect(async () => {
    await page.goto('/dashboard');
    await expect(mainOf(page).getByText('422')).toBeVisible({ timeout: 1_000 });
  }).toPass();

  const hand = countClicks();
  await hand.click(failed);
  const table = page.getByRole('table', { name: 'Errors of the request' });
  await expect(table.getByRole('row', { name: '/events/0/quantity' })).toBeVisible();
  expect(hand.clicks).toBe(1);
});

test('an app with a link that starts its flow is four clicks', async ({ page }) => {
  const name = `Clicks ${randomUUID().slice(0, 8)}`;
  await signInAs(page, 'Grace Hopper');
  const hand = countClicks();
  await hand.click(page.getByRole('link', { name: 'Apps', exact: true }));
  await hand.click(page.getByRole('link', { name: 'New app' }));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Redirect addresses').fill('http://localhost:9/callback');
  await hand.click(page.getByRole('button', { name: 'Register app' }));
  await hand.click(page.getByRole('link', { name: 'Start the flow' }));
  await page.waitForURL('**/oauth/consent/**');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  expect(hand.clicks).toBeLessThanOrEqual(4);
});

test('an overdue invoice is paid in two clicks', async ({ page }) => {
  await signInAs(page);
  const pay = mainOf(page).getByRole('link', { name: /^Pay [A-Z]/ });
  test.skip((await pay.count()) === 0, 'Every invoice of the demo is paid already.');
  const hand = countClicks();
  await hand.click(pay.first());
  await hand.click(page.getByRole('button', { name: /^Pay / }));
  await expect(mainOf(page).getByText('paid', { exact: true }).first()).toBeVisible();
  expect(hand.clicks).toBe(2);
});

test('a newcomer sees the diagram of a recorded request without a click', async ({ page }) => {
  await page.goto('/learn/api-key');
  await expect(page.getByRole('region', { name: /^Sequence diagram/ })).toBeVisible();
});
