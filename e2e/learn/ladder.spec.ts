import { expect, test } from '@playwright/test';
import { signInAs } from '../support/sign-in-as';

test('a theft runs from its cell, and ends as it was recorded', async ({ page }) => {
  await signInAs(page);
  await page.goto('/learn/ladder');
  const rung = page.getByRole('region', { name: /^Bound key/ });
  const cell = rung.getByRole('listitem').filter({ hasText: 'A person' });
  const recorded = await cell.locator('code').innerText();
  await cell.getByRole('button', { name: 'Steal it and use it' }).click();
  const seen = page.getByRole('region', { name: 'Copy the key without the private half' });
  await expect(seen).toContainText(recorded);
  await expect(seen.getByRole('figure').getByRole('link', { name: /require-proof/ })).toBeVisible();
});

test('without a sign-in the recorded runs are there, and a way to sign in', async ({ page }) => {
  await page.goto('/learn/ladder');
  await expect(page.getByText('its owner: 200 OK; the thief: 200 OK')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Steal it and use it' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Sign in to run the thefts' })).toBeVisible();
});

test('nothing is cut off at the width of a phone, with a pair made in the browser', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAs(page);
  for (const path of ['/learn/ladder', '/settings/api-keys/new']) {
    await page.goto(path);
    const make = page.getByRole('button', { name: 'Make a pair in this browser' });
    if (path.startsWith('/settings')) {
      await make.click();
      await page.locator('#private-key').waitFor();
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(390);
  }
});
