import { expect, test } from '@playwright/test';
import { mainOf, signInAs, signUp } from '../support/sign-in-as';

test('someone is invited by a link, joins, gets a role, and is removed', async ({
  browser,
  page,
}) => {
  test.slow();
  const owner = `owner-${Date.now()}`;
  await signUp(page, owner);
  await page.goto('/settings/members');
  await expect(mainOf(page)).toContainText('You are the only owner');
  await page.getByRole('button', { name: 'Create invite link' }).click();
  const link = await page.locator('#invitation-link').innerText();
  expect(link).toMatch(/\/join#tg_iv_[0-9A-Za-z]{32}$/);

  const context = await browser.newContext();
  const guest = await context.newPage();
  await signInAs(guest, 'Grace Hopper');
  await guest.goto(link);
  await guest.getByRole('button', { name: 'Continue' }).click();
  await expect(guest.getByRole('heading', { level: 1 })).toContainText(/^Join .+\?$/);
  expect(guest.url()).not.toContain('tg_iv_');
  await guest.getByRole('button', { name: 'Join', exact: true }).click();
  await guest.waitForURL('**/dashboard');
  await guest.goto('/settings/members');
  await expect(guest.getByRole('table', { name: 'Members of the workspace' })).toContainText(
    'Grace Hopper (you)',
  );
  await expect(guest.getByRole('button', { name: 'Create invite link' })).toHaveCount(0);

  await page.reload();
  await page.getByRole('button', { name: 'Remove Grace Hopper' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('table', { name: 'Members of the workspace' })).not.toContainText(
    'Grace Hopper',
  );
  await guest.reload();
  await expect(guest.getByRole('table', { name: 'Members of the workspace' })).not.toContainText(
    owner,
  );

  await guest.goto(link);
  await guest.getByRole('button', { name: 'Continue' }).click();
  await expect(mainOf(guest)).toContainText('no longer works');
  await context.close();
});
