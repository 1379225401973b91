import { randomUUID } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { auditAtWidths } from '../support/audit-page';
import { mainOf, signInAs } from '../support/sign-in-as';
import { freePort } from '../support/test-server';
import { startThirdPartyApp } from './support/third-party-app';

/** Registers an app in the developer pages and reads what is shown once. */
async function registerApp(page: Page, name: string, redirect: string) {
  await page.goto('/developers/apps/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Redirect addresses').fill(redirect);
  await page.getByRole('radio', { name: 'events:read: Optional' }).check();
  await page.getByRole('radio', { name: 'usage:read: Required' }).check();
  await auditAtWidths(page);
  await page.getByRole('button', { name: 'Register app' }).click();
  await expect(page.getByRole('heading', { name: `“${name}” is ready` })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Start the flow' })).toBeVisible();
  await auditAtWidths(page);
  return {
    clientId: await page.locator('#client-id').innerText(),
    secret: await page.locator('#client-secret').innerText(),
  };
}

async function deleteApp(page: Page, name: string): Promise<void> {
  await page.goto('/developers/apps');
  await mainOf(page).getByRole('link', { name }).click();
  await page.getByText('Delete app', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Delete app', exact: true }).last().click();
  await page.waitForURL(/\/developers\/apps$/);
  await expect(mainOf(page).getByRole('link', { name })).toHaveCount(0);
}

test('an app is registered, connected by someone else, used, and disconnected', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const port = await freePort();
  const name = `Charts ${randomUUID().slice(0, 8)}`;
  await signInAs(page, 'Grace Hopper');
  const { clientId, secret } = await registerApp(page, name, `http://localhost:${port}/callback`);
  expect(secret).toMatch(/^tg_cs_/);
  const app = await startThirdPartyApp(String(baseURL), {
    PORT: String(port),
    CLIENT_ID: clientId,
    CLIENT_SECRET: secret,
  });
  const context = await browser.newContext({ baseURL });
  const user = await context.newPage();
  try {
    await signInAs(user);

    await user.goto(app.origin);
    await user.getByRole('button', { name: /Connect/ }).click();
    await expect(user.getByRole('heading', { name: `Connect ${name}?` })).toBeVisible();
    const consentPage = user.getByRole('main');
    await expect(consentPage).toContainText(
      'registered by Compiler Works, asks to act for you, Ada',
    );
    await expect(consentPage).toContainText('and 90 days at most');
    await expect(user.getByText(`After your answer you go to localhost:${port}.`)).toBeVisible();
    await auditAtWidths(user);
    await user.getByRole('button', { name: 'Cancel' }).click();
    await expect(user.getByRole('heading', { name: 'Not connected' })).toBeVisible();

    await user.getByRole('button', { name: /Connect/ }).click();
    // What the app can't work without has no box to untick.
    await expect(user.getByRole('checkbox')).toHaveCount(1);
    await user.getByRole('checkbox', { name: /events:read/ }).uncheck();
    await user.getByRole('radio', { name: 'Test data' }).check();
    await user.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(user.getByRole('heading', { name: 'Your usage' })).toBeVisible();
    await expect(user.getByText('You did not allow this app to list events.')).toBeVisible();
    await user.getByRole('button', { name: 'Renew the token' }).click();
    await expect(user.getByRole('heading', { name: 'Your usage' })).toBeVisible();

    await page.goto(`/developers/apps/${clientId}`);
    await page.getByText('Delete app', { exact: true }).first().click();
    await expect(page.getByRole('alertdialog')).toContainText('1 person has connected it');
    await page.keyboard.press('Escape');
    await auditAtWidths(page);

    await user.goto('/settings/connected-apps');
    const row = user.getByRole('row').filter({ hasText: name });
    await expect(row).not.toContainText('never');
    await auditAtWidths(user);
    await row.getByText('Disconnect', { exact: true }).click();
    await user.getByRole('button', { name: 'Disconnect', exact: true }).last().click();
    // Behind the dialog no row has a role: its answer closes it, and only then there is something to count.
    await expect(user.getByRole('alertdialog')).toHaveCount(0);
    await expect(row).toHaveCount(0);
    await user.goto(app.origin);
    await expect(user.getByRole('heading', { name: 'No longer connected' })).toBeVisible();
    await user.goto('/settings/audit-log');
    await expect(user.getByText('oauth-app.disconnected').first()).toBeVisible();
  } finally {
    await context.close();
    await app.stop();
    await deleteApp(page, name);
  }
});

test('an app gets a new secret, shown once, and the overlap can be ended', async ({ page }) => {
  test.setTimeout(120_000);
  const name = `Secrets ${randomUUID().slice(0, 8)}`;
  await signInAs(page, 'Grace Hopper');
  const { clientId, secret } = await registerApp(page, name, 'https://app.example/callback');
  await page.goto(`/developers/apps/${clientId}`);
  await page.getByRole('button', { name: /new secret/i }).click();
  const fresh = page.locator(`#secret-${clientId}`);
  await expect(fresh).toHaveText(/^tg_cs_/);
  expect(await fresh.innerText()).not.toBe(secret);
  await page.goto(`/developers/apps/${clientId}`);
  await expect(page.getByText('tg_cs_')).toHaveCount(0);
  await page.getByRole('button', { name: 'End it now' }).click();
  await expect(page.getByRole('button', { name: 'End it now' })).toHaveCount(0);

  const redirects = page.getByRole('textbox', { name: 'Redirect addresses' });
  await redirects.fill('http://app.example/callback');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText(/must be an https address/)).toBeVisible();
  await expect(redirects).toHaveValue('http://app.example/callback');
  await deleteApp(page, name);
});

test('an app that there is not, or that is of others, is not found', async ({ page }) => {
  await signInAs(page, 'Mallory');
  await page.goto('/developers/apps/app_0000000000000000000000');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
});
