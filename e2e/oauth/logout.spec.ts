import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { auditAtWidths } from '../support/audit-page';
import { signUp } from '../support/sign-in-as';
import { freePort } from '../support/test-server';

/** What an app's sign-out does here: it asks. */
test.beforeEach(async ({ page }) => {
  await signUp(page, `leaver-${randomUUID().slice(0, 8)}`);
});

test('a link of an app asks whether to sign out here, too', async ({ page }) => {
  await page.goto('/oauth/logout');
  await expect(page.getByRole('heading', { name: 'Sign out of Tollgate, too?' })).toBeVisible();
  await auditAtWidths(page);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(page.getByRole('heading', { name: 'Done' })).toBeVisible();
  await page.goto('/dashboard');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard');

  await page.goto('/oauth/logout');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Done' })).toBeVisible();
  await page.goto('/dashboard');
  await page.waitForURL(/\/sign-in/);
});

test('a form of another site signs no one out: it gets the question', async ({ page, baseURL }) => {
  const port = await freePort();
  const form = `<!doctype html><title>Other</title><form method="post" action="${baseURL}/oauth/logout">
<input type="hidden" name="decision" value="out"><button>Win</button></form>`;
  const other = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(form);
  }).listen(port, '127.0.0.1');
  await once(other, 'listening');
  try {
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.getByRole('button', { name: 'Win' }).click();
    await expect(page.getByRole('heading', { name: 'Sign out of Tollgate, too?' })).toBeVisible();
    await page.goto('/dashboard');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard');
  } finally {
    other.close();
  }
});

test('an address that no app registered is refused on a page', async ({ page }) => {
  const response = await page.goto('/oauth/logout?post_logout_redirect_uri=https://evil.example/');
  expect(response?.status()).toBe(400);
  expect(new URL(page.url()).pathname).toBe('/oauth/logout');
});
