import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, type Page, test } from '@playwright/test';
import { signInAs } from '../support/sign-in-as';

/**
 * The README's pictures. Every run takes them and holds that they can be taken; only
 * `npm run pictures` writes them into the repository. They show the seeded workspace.
 */
const FOLDER = process.env.PICTURES_DIR || 'test-results/pictures';
const MAX_BYTES = 300_000;

test.use({
  viewport: { width: 1280, height: 800 },
  timezoneId: 'UTC',
  contextOptions: { reducedMotion: 'reduce' },
});

test('the pictures of the README', async ({ page }) => {
  test.slow();
  mkdirSync(FOLDER, { recursive: true });
  await page.goto('/');
  await takeBoth(page, 'landing');
  await signInAs(page);
  await expect(page.getByRole('img', { name: 'API calls in the last 30 days' })).toBeVisible();
  await takeBoth(page, 'dashboard');
});

async function takeBoth(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => document.fonts.ready);
    const file = path.join(FOLDER, `${name}-${colorScheme}.png`);
    // The mark that `npm run dev` adds is no part of the page.
    await page.screenshot({ path: file, style: 'nextjs-portal { display: none }' });
    expect(statSync(file).size).toBeLessThan(MAX_BYTES);
  }
}
