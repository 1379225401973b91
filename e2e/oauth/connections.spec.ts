import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { expect, type Page, test } from '@playwright/test';
import { auditAtWidths, auditPage } from '../support/audit-page';
import { mainOf, openNewestInvoice, signInAs } from '../support/sign-in-as';

/** Ada's own workspaces at both providers; each test leaves them disconnected. */
const [slackPort, drivePort] = (process.env.INTEGRATIONS_PORTS || '4003,4004').split(',');
const SLACK = `http://localhost:${slackPort}`;
const DRIVE = `http://localhost:${drivePort}`;

const cardOf = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** A link that opens a dialog, or a page where no script runs. */
const endOf = (page: Page, name: string) =>
  cardOf(page, name).getByText(`Disconnect ${name}`, { exact: true });

/** Begins from a clean page, whatever an earlier run left. */
async function openConnections(page: Page): Promise<void> {
  await page.goto('/settings/connections');
  for (const name of ['Slack', 'Google Drive']) {
    if (await endOf(page, name).isVisible()) await disconnect(page, name);
  }
}

async function disconnect(page: Page, name: string): Promise<void> {
  await endOf(page, name).click();
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.waitForURL(/\/settings\/connections$/);
  await expect(cardOf(page, name).getByText('not connected')).toBeVisible();
}

/** Issues the newest month that has no invoices yet, as the operator does. */
function issueInvoices(): void {
  const now = new Date();
  for (let back = 3; back < 60; back += 1) {
    const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1);
    const month = new Date(start).toISOString().slice(0, 7);
    const args = ['scripts/tollgate/main.ts', 'invoice', 'run', '--period', month, '--json'];
    const output = execFileSync(process.execPath, ['scripts/run.mjs', ...args], {
      encoding: 'utf8',
    });
    if (JSON.parse(output).issued > 0) return;
  }
  throw new Error('Every month has its invoices.');
}

test('Slack: connect, announce an invoice, revoke there, reconnect here', async ({ page }) => {
  test.setTimeout(240_000);
  await signInAs(page, 'Grace Hopper');
  await openConnections(page);
  const card = cardOf(page, 'Slack');

  await card.getByRole('button', { name: 'Connect Slack' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(
    'You cancelled at the provider',
  );

  const connect = async (button: string) => {
    await card.getByRole('button', { name: button }).click();
    await page.getByRole('radio', { name: 'Compiler Works' }).check();
    await page.getByRole('button', { name: 'Allow as Grace Hopper' }).click();
    await page.waitForURL('**/settings/connections');
    await expect(card.getByText('connected', { exact: true })).toBeVisible();
  };
  await connect('Connect Slack');
  await expect(card).toContainText('Compiler Works');

  const channel = card.getByLabel('Channel');
  await channel.fill('No Channel');
  await card.getByRole('button', { name: 'Save channel' }).click();
  await expect(channel).toHaveAccessibleDescription(/A channel is #name/);
  await channel.fill('billing');
  await card.getByRole('button', { name: 'Save channel' }).click();
  await expect(channel).toHaveValue('#billing');
  await card.getByRole('button', { name: 'Send a test message' }).click();
  await expect(card).toContainText(/posted\s+Test message in #billing/);

  issueInvoices();
  const announced = page.getByRole('region', { name: '#billing' }).getByText(/^Invoice TG-\d{6}-/);
  await expect(async () => {
    await page.goto(`${SLACK}/?team=T0COMPILER`);
    await expect(announced.first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Remove app' }).click();
  await expect(page.getByText('No app is installed here.')).toBeVisible();
  await page.goto('/settings/connections');
  const check = card.getByRole('button', { name: 'Check Slack' });
  // The look at connections that nobody uses may have been quicker.
  if (await check.isVisible()) await check.click();
  await expect(card).toContainText('Tollgate was removed at the provider');
  await auditPage(page);

  await connect('Reconnect Slack');
  await expect(channel).toHaveValue('#billing');
  await disconnect(page, 'Slack');
  await page.goto(`${SLACK}/?team=T0COMPILER`);
  await expect(page.getByText('No app is installed here.')).toBeVisible();
});

test('Drive: connect, export an invoice, see the file, disconnect', async ({ page }) => {
  test.setTimeout(180_000);
  await signInAs(page);
  await openConnections(page);
  const card = cardOf(page, 'Google Drive');
  await card.getByRole('button', { name: 'Connect Google Drive' }).click();
  await page.getByRole('button', { name: 'Allow as Ada Lovelace' }).click();
  await page.waitForURL('**/settings/connections');
  await expect(card).toContainText('ada@example.com');
  await auditAtWidths(page);

  await page.goto('/invoices');
  await openNewestInvoice(page);
  await page.getByRole('button', { name: /^Export/ }).click();
  await expect(page.getByText('The invoice is in your Drive.')).toBeVisible();
  const file = mainOf(page).getByRole('link', { name: /^Invoice TG-\d{6}-/ });
  const name = await file.innerText();
  await file.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const content = await page.request.get(page.url().replace(/view$/, 'content'));
  expect((await content.body()).toString('latin1', 0, 5)).toBe('%PDF-');

  await page.goto(`${DRIVE}/?as=ada`);
  await expect(page.getByRole('link', { name })).toBeVisible();
  await expect(page.getByText('not made by Tollgate: it cannot see this')).toBeVisible();
  await page.goto('/settings/connections');
  await expect(card).toContainText(name);
  await disconnect(page, 'Google Drive');
  await page.goto(`${DRIVE}/?as=ada`);
  await expect(page.getByText('None.')).toBeVisible();
  await expect(page.getByRole('link', { name })).toBeVisible();
});

test('a member sees what is connected and can change nothing', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('button', { name: 'Analytical Engines member' }).click();
  await expect(page.getByRole('button', { name: /^Workspace: Analytical/ })).toBeVisible();
  await page.goto('/settings/connections');
  await expect(mainOf(page)).toContainText('You can see what is connected.');
  await expect(mainOf(page).getByRole('button', { name: /Connect|Disconnect/ })).toHaveCount(0);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('connecting and disconnecting work all the same', async ({ page }) => {
    test.setTimeout(120_000);
    await signInAs(page, 'Mallory');
    await openConnections(page);
    const card = cardOf(page, 'Slack');
    await card.getByRole('button', { name: 'Connect Slack' }).click();
    await page.getByLabel("Mallory's").check();
    await page.getByRole('button', { name: 'Allow as Mallory' }).click();
    await page.waitForURL('**/settings/connections');
    await card.getByLabel('Channel').fill('#billing');
    await card.getByRole('button', { name: 'Save channel' }).click();
    await expect(card.getByLabel('Channel')).toHaveValue('#billing');
    await disconnect(page, 'Slack');
  });
});
