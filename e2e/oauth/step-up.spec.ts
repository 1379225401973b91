import { expect, test } from '@playwright/test';
import { closeDatabase, db } from '@/lib/db';
import { signInAs } from '../support/sign-in-as';

test.afterAll(closeDatabase);

/** As if Grace had signed in ten minutes ago, which is too long for what opens her account. */
async function ageSessions(): Promise<void> {
  const tenMinutesAgo = new Date(Date.now() - 600_000);
  await db().session.updateMany({
    where: { user: { email: 'grace@example.com' } },
    data: { createdAt: tenMinutesAgo, authenticatedAt: null },
  });
}

test('what opens the account to others wants a fresh sign-in, and goes on after it', async ({
  page,
}) => {
  test.setTimeout(90_000);
  await signInAs(page, 'Grace Hopper');
  await ageSessions();
  await page.goto('/settings/api-keys/new');
  await page.getByLabel('Name', { exact: true }).fill('Made late');
  await page.getByRole('radio', { name: /Live/ }).check();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm that it is you');

  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Grace Hopper' }).click();
  await page.waitForURL('**/settings/api-keys/new**');
  // What was filled in is still there.
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Made late');
});

test('a trust rule for live data wants one, too', async ({ page }) => {
  test.setTimeout(90_000);
  await signInAs(page, 'Grace Hopper');
  await ageSessions();
  await page.goto('/settings/trusted-issuers/new?platform=gitlab');
  await page.getByLabel('Name', { exact: true }).fill('Made late');
  await page.getByLabel('project_id', { exact: true }).fill('278964');
  await page.getByRole('radio', { name: /Live/ }).check();
  await page.getByRole('button', { name: 'Create rule' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm that it is you');

  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Grace Hopper' }).click();
  await page.waitForURL('**/settings/trusted-issuers/new**');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Made late');
  await expect(page.getByLabel('project_id', { exact: true })).toHaveValue('278964');
  await expect(page.getByRole('radio', { name: /Live/ })).toBeChecked();
});

test('someone else who signs in there does not go on as the first', async ({ page }) => {
  test.setTimeout(90_000);
  await signInAs(page, 'Grace Hopper');
  await ageSessions();
  await page.goto('/sign-in/again?return=%2Fsettings%2Fmembers');
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Mallory' }).click();
  await expect(page.getByRole('button', { name: 'Mallory: menu' })).toBeVisible();
});
