import { expect, test } from '@playwright/test';
import { mainOf, openNewestInvoice, signInAs, signUp } from '../support/sign-in-as';

test('the dashboard shows usage, and invoices that came over mutual TLS', async ({ page }) => {
  await signInAs(page);
  await expect(page.getByRole('img', { name: 'API calls in the last 30 days' })).toBeVisible();
  await page.getByText('Show as table').click();
  await expect(page.getByRole('table', { name: 'API calls in the last 30 days' })).toBeVisible();
  await page.getByRole('link', { name: 'Compute seconds' }).click();
  await expect(
    page.getByRole('img', { name: 'Compute seconds in the last 30 days' }),
  ).toBeVisible();
  await expect(mainOf(page)).toContainText(
    /over mTLS: TLSv1\.3, spiffe:\/\/\S+\/web ↔ spiffe:\/\/\S+\/billing, certificate renews/,
  );
});

test('an invoice adds up, and a declined card changes nothing', async ({ page }) => {
  await signInAs(page);
  await page.goto('/invoices');
  await openNewestInvoice(page);
  const lines = page.getByRole('table', { name: 'Lines of the invoice' });
  const total = await lines.locator('tfoot td').innerText();
  const amounts = await lines.locator('tbody td:last-child').allInnerTexts();
  const cents = (text: string) => Math.round(Number(text.replace(/[^0-9.]/g, '')) * 100);
  expect(amounts.map(cents).reduce((sum, amount) => sum + amount, 0)).toBe(cents(total));

  const checked = page.getByRole('table', { name: 'Usage behind the invoice' });
  await expect(checked.getByText('to the last digit')).toHaveCount(2);
  const pdf = await page.request.get(`${page.url()}/pdf`);
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');

  const card = page.getByLabel('Test card');
  if (await card.isVisible()) {
    await card.selectOption('pm_test_declined');
    await page.getByRole('button', { name: `Pay ${total}` }).click();
    await expect(card).toHaveAccessibleDescription(/declined/i);
    await expect(mainOf(page).getByText(/^(open|overdue .+)$/)).toBeVisible();

    await card.selectOption('pm_test_requires_action');
    await page.getByRole('button', { name: `Pay ${total}` }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm the payment');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await expect(page.getByRole('table', { name: 'Payments of the invoice' })).toContainText(
      'pm_test_requires_action',
    );
    await expect(mainOf(page).getByText(/^(open|overdue .+)$/)).toBeVisible();
  }
});

test('events go page by page, and live mode has none of them', async ({ page }) => {
  await signInAs(page);
  await page.goto('/events');
  const first = await page.getByRole('rowheader').first().innerText();
  await page.getByRole('link', { name: 'Next page' }).click();
  await page.waitForURL('**/events?cursor=*');
  await expect(page.getByRole('rowheader').first()).not.toHaveText(first);

  const switched = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await switched;
  await page.goto('/events');
  await expect(page.getByText('No events yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByRole('rowheader').first()).toHaveText(first);
});

test('another workspace shows nothing of this one', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('button', { name: 'Analytical Engines member' }).click();
  await expect(page.getByRole('button', { name: /^Workspace: Analytical/ })).toBeVisible();
  await page.goto('/invoices');
  const href = await mainOf(page).getByRole('link').first().getAttribute('href');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('button', { name: 'Compiler Works owner' }).click();
  await expect(page.getByRole('button', { name: /^Workspace: Compiler Works/ })).toBeVisible();
  await page.goto(String(href));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
});

test('the plan changes after a question, a cheaper one from next month, and back', async ({
  page,
}) => {
  await signUp(page, `plan-${Date.now()}`);
  await page.goto('/settings/plan');
  const choose = async (trigger: string, confirm: string) => {
    await page.getByRole('button', { name: trigger }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: confirm }).click();
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
  };
  await choose('Change to Pro', 'Change the plan');
  await expect(page.getByRole('region', { name: 'Pro' })).toContainText('your plan');
  await expect(page.getByRole('table', { name: 'Lines of the invoice' })).toContainText('$20.00');
  await choose('Change to Free', 'Change the plan');
  await expect(page.getByRole('region', { name: 'Free' })).toContainText(/from \d{4}-\d\d on/);
  await choose('Stay on Pro', 'Stay');
  await expect(page.getByRole('region', { name: 'Free' })).not.toContainText(/from \d{4}/);
});

test('events are found by meter and id', async ({ page }) => {
  await signInAs(page);
  await page.goto('/events?meter=compute_seconds');
  await expect(page.getByRole('table', { name: 'Usage events' })).not.toContainText('api_calls');
  const id = await page.getByRole('rowheader').first().innerText();
  await page.getByRole('rowheader').first().getByRole('link').click();
  await page.waitForURL('**/events?id=*');
  await expect(mainOf(page).getByText('Received', { exact: true })).toBeVisible();
  await expect(mainOf(page)).toContainText(id);
  await page.goto('/events?customer=nobody-at-all');
  await expect(page.getByText('No event is like that.')).toBeVisible();
});
