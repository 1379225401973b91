import { expect, type Page, test } from '@playwright/test';
import { closeDatabase } from '@/lib/db';
import { createLongContents, type LongContents } from '../support/long-contents';
import { signInAs } from '../support/sign-in-as';

const PAGES = [
  '/dashboard',
  '/events',
  '/settings/profile',
  '/settings/api-keys',
  '/settings/sessions',
  '/settings/trusted-issuers',
  '/settings/connected-apps',
  '/settings/webhooks',
  '/settings/members',
  '/settings/audit-log',
  '/developers/apps',
  '/developers/request-logs',
];

/** Phone, tablet beside the contents, where a table just fits, desktop. */
const WIDTHS = [320, 390, 768, 1024, 1280];

let long: LongContents;

test.beforeAll(async () => {
  long = await createLongContents('mallory@example.com');
});

test.afterAll(async () => {
  await long.remove();
  await closeDatabase();
});

test('no name, path or address of a caller makes a page scroll sideways', async ({ page }) => {
  test.slow();
  await signInAs(page, 'Mallory');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('button', { name: long.workspace }).click();
  await expect(page.getByRole('button', { name: `Workspace: ${long.workspace}` })).toBeVisible({
    timeout: 60_000,
  });
  for (const path of [...PAGES, ...long.paths]) {
    await page.goto(path);
    await openDetails(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await findOverflow(page), `${path} at ${width}`).toEqual([]);
    }
  }
});

function openDetails(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

/** What reaches past the right edge, innermost last; nothing where the page does not scroll. */
function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) =>
        `${element.tagName}.${element.className} ${element.textContent}`.slice(0, 90),
      );
  });
}
