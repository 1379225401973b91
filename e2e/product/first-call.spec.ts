import { expect, test } from '@playwright/test';
import { mainOf, signUp } from '../support/sign-in-as';

test('a new person makes a key, sends the call, and the page sees it by itself', async ({
  page,
  request,
}) => {
  test.slow();
  await signUp(page, `first-${Date.now()}`);
  await expect(mainOf(page)).toContainText('Waiting for your first call');

  await page.getByRole('button', { name: 'Make a key and show me the call' }).click();
  const command = await page.locator('#first-call').innerText();
  const key = /X-API-Key: (tg_test_\w+)/.exec(command)?.[1] ?? '';
  const body = /-d '(.+?)'/.exec(command)?.[1] ?? '';
  const url = command.split(' ').at(-1) ?? '';
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };

  const refused = await request.post(url, { headers, data: '{"events":[]}' });
  expect(refused.status()).toBe(422);
  await expect(mainOf(page)).toContainText('We saw a call, and refused it.');

  expect((await request.post(url, { headers, data: body })).status()).toBe(201);
  await expect(mainOf(page)).toContainText('We saw your first call.');
  await page.getByRole('link', { name: 'See your events' }).click();
  await expect(page.getByRole('rowheader', { name: 'first-1' })).toBeVisible();
});
