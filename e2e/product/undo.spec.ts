import { expect, type Page, test } from '@playwright/test';
import { mainOf, signInAs } from '../support/sign-in-as';

/** Makes a webhook and ends on its page. */
async function createWebhook(page: Page): Promise<string> {
  const url = `https://example.com/undo-${Date.now()}`;
  await page.goto('/settings/webhooks/new');
  await page.getByLabel('URL').fill(url);
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.getByRole('link', { name: 'I have copied it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(url);
  return url;
}

test('a deleted webhook comes back with Undo', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  const url = await createWebhook(page);
  await mainOf(page).getByText('Delete', { exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete webhook' }).click();
  await page.waitForURL('**/settings/webhooks');
  await expect(mainOf(page).getByRole('link', { name: url })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL('**/settings/webhooks/whe_*');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(url);
  await expect(page.getByText('Webhook restored.').first()).toBeVisible();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the notice and its button stand in the page', async ({ page }) => {
    await signInAs(page, 'Grace Hopper');
    const url = await createWebhook(page);
    await mainOf(page).getByText('Delete', { exact: true }).click();
    await page.getByRole('button', { name: 'Delete webhook' }).click();
    await mainOf(page).getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(url);
    await mainOf(page).getByText('Delete', { exact: true }).click();
    await page.getByRole('button', { name: 'Delete webhook' }).click();
    // Playwright reads no text inside noscript; the button stands beside it.
    await expect(mainOf(page).getByRole('button', { name: 'Undo' })).toBeVisible();
  });
});
