import { expect, test } from '@playwright/test';
import { CHAPTERS } from '@/lib/learn/chapters';
import { allPaths } from '@/lib/learn/picker';
import { STYLES } from '@/lib/learn/style';
import { auditPage } from '../support/audit-page';
import { mainOf, signInAs } from '../support/sign-in-as';

const PAGES = [
  '/learn',
  ...CHAPTERS.map(({ href }) => href),
  '/learn/attacks/expired-key',
  '/learn/attacks/clickjacking',
  '/learn/picker?delegation=no&one-domain=no&one-team=no&holds-keys=no',
  '/learn/source/lib/auth/authorize.ts?line=30',
];

/** What looks different to someone who is signed in. */
const PERSONAL_PAGES = [
  ...STYLES.map((style) => `/learn/${style}`),
  '/learn/ci-job',
  '/learn/agent',
  '/learn/compare',
  '/learn/ladder',
  '/learn/wire',
  '/learn/revocation',
  '/learn/attacks/expired-key',
];

/** Pages that show what a button of theirs has seen. */
const RUNS = [
  ['/learn/oauth', 'Connect an app and let it call'],
  ['/learn/mtls', 'Make a call and decode its handshake'],
  ['/learn/ci-job', 'Let a job exchange its token and call'],
  ['/learn/agent', 'Connect an agent and call a tool'],
  ['/learn/attacks/code-used-twice', 'Launch the attack'],
  ['/learn/revocation', 'End five credentials'],
] as const;

const SCREENS = [
  { name: 'wide and light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'narrow and dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

for (const { name, viewport, colorScheme } of SCREENS) {
  test.describe(name, () => {
    test.use({ viewport, colorScheme });

    test('every page of the tour is clean', async ({ page }) => {
      test.setTimeout(300_000);
      for (const path of PAGES) {
        await page.goto(path);
        await auditPage(page);
      }
    });

    test('every page that knows its reader is clean, too', async ({ page }) => {
      test.setTimeout(180_000);
      await signInAs(page, 'Mallory');
      for (const path of PERSONAL_PAGES) {
        await page.goto(path);
        await auditPage(page);
      }
    });

    test('what a run has drawn is clean', async ({ page }) => {
      test.setTimeout(240_000);
      await signInAs(page, 'Mallory');
      for (const [path, button] of RUNS) {
        await page.goto(path);
        await page.getByRole('button', { name: button }).click();
        await page.waitForURL(/[?&]run=/, { timeout: 90_000 });
        await auditPage(page);
      }
    });
  });
}

test('every chapter of the contents exists', async ({ page }) => {
  await page.goto('/learn');
  const links = page.getByRole('navigation', { name: 'Contents' }).getByRole('link');
  await expect(links).toHaveCount(CHAPTERS.length);
  for (const { href } of CHAPTERS) expect((await page.goto(href))?.status(), href).toBe(200);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  for (const { answers, verdict } of allPaths()) {
    test(`the picker leads to ${verdict.id} by keyboard`, async ({ page }) => {
      await page.goto('/learn/picker');
      for (const answer of Object.values(answers)) {
        const choices = page.getByRole('link', {
          name: answer === 'yes' ? 'Yes' : 'No',
          exact: true,
        });
        await choices.last().focus();
        await page.keyboard.press('Enter');
        await page.waitForURL(/=(yes|no)$/);
      }
      await expect(mainOf(page).getByRole('heading', { name: verdict.title })).toBeVisible();
      expect(new URL(page.url()).search).toBe(`?${new URLSearchParams(answers)}`);
    });
  }
});

test('configuration and run-time data cannot be asked for as source', async ({ page }) => {
  for (const path of ['.env', '.data/local.env', 'lib/..%2F.env', 'package.json', 'lib/none.ts']) {
    expect((await page.goto(`/learn/source/${path}`))?.status(), path).toBe(404);
  }
});
