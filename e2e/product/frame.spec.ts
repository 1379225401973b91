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

test('a signed-in reader of the reference keeps workspace, mode and contents', async ({ page }) => {
  await signInAs(page);
  for (const path of ['/learn', '/docs/api', '/status']) {
    await page.goto(path);
    await expect(page.getByRole('button', { name: /^Workspace:/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Test', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Ada Lovelace: menu' }).click();
    await expect(page.getByRole('link', { name: 'Invoices', exact: true })).toBeVisible();
  }
});

test('on a phone the contents are behind a button that says Menu', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAs(page);
  await page.getByText('Menu', { exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeInViewport();
  await expect(page.getByRole('link', { name: 'Request log' })).toBeInViewport();
});

test('the arrow keys read the bars of the chart, and so does the pointer', async ({ page }) => {
  await signInAs(page);
  const bars = page.getByRole('slider', { name: /^Values of / });
  await bars.focus();
  const last = await bars.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  await expect(bars).not.toHaveAttribute('aria-valuetext', last ?? '');
  await page.keyboard.press('Home');
  await expect(bars).toHaveAttribute('aria-valuenow', '0');
  await bars.hover();
  await expect(bars.locator('output')).toHaveText(/^\d+ \w+: [\d,.]+ /);
});

test('a field that a refused form leads to shows its label below the top bar', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 700 });
  await signInAs(page);
  await page.goto('/settings/api-keys/new');
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  const bar = await page.locator('header').boundingBox();
  const label = await page.getByText('Name', { exact: true }).boundingBox();
  expect(label?.y).toBeGreaterThanOrEqual((bar?.y ?? 0) + (bar?.height ?? 0));
});
