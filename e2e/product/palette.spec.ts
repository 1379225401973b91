import { expect, type Page, test } from '@playwright/test';
import { auditPage } from '../support/audit-page';
import { signInAs } from '../support/sign-in-as';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Shortcuts' });

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('combobox')).toBeFocused();
}

test('Ctrl-K finds a page by the words of its name and remembers it', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  await openPalette(page);
  await page.keyboard.type('key new');
  await expect(palette(page).getByRole('option').first()).toContainText('New API key');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/api-keys/new');
  await openPalette(page);
  await expect(palette(page).getByRole('option').first()).toContainText('New API key');
  await auditPage(page);
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
});

test('it finds what is not in the navigation, and says when there is nothing', async ({ page }) => {
  await page.goto('/docs/problems');
  await page.getByRole('button', { name: 'Search and commands' }).click();
  await palette(page).getByRole('combobox').fill('key-revoked');
  await palette(page).getByRole('option', { name: 'key-revoked' }).click();
  await page.waitForURL('**/docs/problems/key-revoked');
  await openPalette(page);
  await page.keyboard.type('qqqq');
  await expect(palette(page)).toContainText('Nothing of this name.');
});

test('it presses the controls of the page', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  const pressed = (name: string) =>
    expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-pressed', 'true');
  for (const [words, button] of [
    ['live', 'Live'],
    ['test data', 'Test'],
    ['theme dark', 'Dark'],
    ['theme system', 'System'],
  ] as const) {
    await openPalette(page);
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await pressed(button);
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await openPalette(page);
  await page.keyboard.type('analytical');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Workspace: Analytical Engines/ })).toBeVisible();
});

test('two keys go to a page, unless one writes or has switched them off', async ({ page }) => {
  await signInAs(page, 'Grace Hopper');
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await page.waitForURL('**/settings/api-keys');

  await page.goto('/developers/request-logs');
  await page.keyboard.press('/');
  await expect(page.getByLabel('Key', { exact: true })).toBeFocused();
  await page.getByLabel('Path').pressSequentially('gk?');
  await expect(page.getByLabel('Path')).toHaveValue('gk?');
  await expect(sheet(page)).toBeHidden();

  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await expect(sheet(page)).toContainText('Dashboard');
  await auditPage(page);
  await sheet(page).getByLabel('Enable single-key shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await openPalette(page);
  await expect(sheet(page)).toBeHidden();
});

test('a key that is pressed before React listens is answered when it does', async ({ page }) => {
  const held: (() => void)[] = [];
  let holding = true;
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    if (holding) await new Promise<void>((release) => held.push(release));
    await route.continue();
  });
  await page.goto('/learn', { waitUntil: 'commit' });
  await expect(page.getByRole('button', { name: 'Search and commands' })).toBeVisible();
  // public/page.js runs without the framework.
  await expect
    .poll(async () => (await page.context().cookies()).some(({ name }) => name === 'tollgate.zone'))
    .toBe(true);
  await page.keyboard.press('Control+k');
  holding = false;
  for (const release of held) release();
  await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the button does not show', async ({ page }) => {
    await page.goto('/status');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('Ctrl K')).toBeHidden();
  });
});
