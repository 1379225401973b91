import { expect, test } from '@playwright/test';
import { signInAs } from '../support/sign-in-as';

test.use({ javaScriptEnabled: false });

test('sign-in, a new key and its end need no script', async ({ page, request }) => {
  await signInAs(page, 'Grace Hopper', 'Google');
  const name = `plain ${Date.now()}`;

  await page.goto('/settings/api-keys/new?preset=ingest');
  await page.getByLabel('Name').fill('');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('checkbox', { name: 'Send usage events' })).toBeChecked();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create key' }).click();
  const key = await page.locator('#new-key').innerText();
  const alive = await request.get('/api/v1/me', { headers: { 'x-api-key': key } });
  expect(alive.status()).toBe(200);

  await page.getByRole('link', { name: 'I have copied it' }).click();
  await page.getByLabel(`Revoke ${name}`).click();
  await page.waitForURL('**/settings/api-keys/*#revoke');
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await page.waitForURL(/\/settings\/api-keys(#revoke)?$/);
  const dead = await request.get('/api/v1/me', { headers: { 'x-api-key': key } });
  expect(dead.status()).toBe(401);
});
