import { expect, test } from '@playwright/test';
import { mainOf, signInAs } from '../support/sign-in-as';

test('the dashboard shows usage, and invoices that came over mutual TLS', async ({ page }) => {
  await signInAs(page);
  await expect(page.getByRole('img', { name: 'API calls of the last 30 days' })).toBeVisible();
  await page.getByText('The same as a table').click();
  await expect(page.getByRole('table', { name: 'API calls of the last 30 days' })).toBeVisible();
  await page.getByRole('link', { name: 'Compute seconds' }).click();
  await expect(
    page.getByRole('img', { name: 'Compute seconds of the last 30 days' }),
  ).toBeVisible();
  await expect(mainOf(page)).toContainText(
    /over mTLS: TLSv1\.3, spiffe:\/\/\S+\/web ↔ spiffe:\/\/\S+\/billing, certificate renews/,
  );
});

test('an invoice adds up, and a declined card changes nothing', async ({ page }) => {
  await signInAs(page);
  await page.goto('/invoices');
  await mainOf(page).getByRole('link', { name: 'October 2026' }).click();
  const lines = page.getByRole('table', { name: 'Lines of the invoice' });
  const total = await lines.locator('tfoot td').innerText();
  const amounts = await lines.locator('tbody td:last-child').allInnerTexts();
  const cents = (text: string) => Math.round(Number(text.replace(/[^0-9.]/g, '')) * 100);
  expect(amounts.map(cents).reduce((sum, amount) => sum + amount, 0)).toBe(cents(total));

  const card = page.getByLabel('Test card');
  if (await card.isVisible()) {
    await card.selectOption('pm_test_declined');
    await page.getByRole('button', { name: `Pay ${total}` }).click();
    await expect(card).toHaveAccessibleDescription(/declined/i);
    await expect(mainOf(page).getByText('open', { exact: true })).toBeVisible();
  }
});

test('events go page by page, and live mode has none of them', async ({ page }) => {
  await signInAs(page);
  await page.goto('/events');
  const first = await page.getByRole('rowheader').first().innerText();
  await page.getByRole('link', { name: 'Next page' }).click();
  await page.waitForURL('**/events?cursor=*');
  await expect(page.getByRole('rowheader').first()).not.toHaveText(first);

  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await page.goto('/events');
  await expect(page.getByText('No event yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByRole('rowheader').first()).toHaveText(first);
});

test('another workspace shows nothing of this one', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('button', { name: 'Analytical Engines member' }).click();
  await page.goto('/invoices');
  const href = await mainOf(page).getByRole('link').first().getAttribute('href');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('button', { name: 'Compiler Works owner' }).click();
  await expect(page.getByRole('button', { name: /^Workspace: Compiler Works/ })).toBeVisible();
  await page.goto(String(href));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
});
