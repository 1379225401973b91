import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { signInAs } from '../support/sign-in-as';

const LANDING_SCRIPT_BYTES = 100 * 1024;

test('the landing page loads under 100 kB of script, gzipped', async ({ page }) => {
  let bytes = 0;
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script')
      bytes += gzipSync(await response.body()).length;
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(LANDING_SCRIPT_BYTES);
});

test('the landing page copies its curl line', async ({ page, context, baseURL }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseURL });
  await page.goto('/');
  await page.getByRole('button', { name: 'Copy curl line' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `curl -H "X-API-Key: $KEY" ${baseURL}/api/v1/me`,
  );
});

test('the chosen theme is there in the first paint of the next page', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Dark' }).click();
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  const response = await page.goto('/sign-in');
  expect(await response?.text()).toContain('data-theme="dark"');
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
});

test('the first stop of the keyboard leads past the navigation', async ({ page }) => {
  await signInAs(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('the mode is marked, and a menu closes with Escape', async ({ page }) => {
  await signInAs(page);
  await expect(page.getByRole('button', { name: 'Test', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  const menu = page.getByRole('button', { name: 'Ada Lovelace: menu' });
  await menu.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden();
  await expect(menu).toBeFocused();
});

test('what is not there says so with 404', async ({ page }) => {
  const response = await page.goto('/there-is-no-such-page');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
});
