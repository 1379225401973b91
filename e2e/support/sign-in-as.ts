import { expect, type Page } from '@playwright/test';

export type DemoPerson = 'Ada Lovelace' | 'Grace Hopper' | 'Mallory';

/** Goes through the whole sign-in at a local provider and ends on the dashboard. */
export async function signInAs(
  page: Page,
  person: DemoPerson = 'Ada Lovelace',
  provider: 'GitHub' | 'Google' = 'GitHub',
): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: `Continue with ${provider}` }).click();
  await page.getByRole('button', { name: person }).click();
  await page.waitForURL('**/dashboard');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dashboard');
}

/** The part of a page that changes from one to the next. */
export function mainOf(page: Page) {
  return page.getByRole('main');
}

/** Signs up someone whom nobody has seen before, with a workspace of their own. */
export async function signUp(page: Page, login: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByLabel('or as someone new').fill(login);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForURL('**/dashboard');
}

/** From the list of invoices to the newest one: the month before the one in which it was seeded. */
export async function openNewestInvoice(page: Page): Promise<void> {
  await mainOf(page)
    .getByRole('link', { name: /^[A-Z][a-z]+ \d{4}$/ })
    .first()
    .click();
  await expect(page.getByRole('table', { name: 'Lines of the invoice' })).toBeVisible();
}
