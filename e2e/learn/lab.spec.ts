import { expect, type Page, test } from '@playwright/test';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { CELLS } from '@/lib/learn/comparison';
import { readRecordedRuns } from '@/lib/learn/recorded/recorded-run';
import { STYLES } from '@/lib/learn/style';
import { WALKS } from '@/lib/learn/walk';
import { mainOf, signInAs } from '../support/sign-in-as';

/** A run makes keys, servers and handshakes before its page is there; a busy machine takes its time. */
const patiently = expect.configure({ timeout: 90_000 });

/** The unit tests compare the recordings of the others with a new run. */
const ATTACKS_ON_PAGES = ['cookie-theft-by-script', 'clickjacking'];

/** One sign-in serves all: the learner stays where they are and presses one button after the other. */
let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await signInAs(page, 'Mallory');
});

test.afterAll(() => page.close());

test.beforeEach(() => {
  test.setTimeout(240_000);
});

test.describe('each attack, from its page', () => {
  for (const { slug } of ATTACKS) {
    test(`${slug}: refused, and through without its guard`, async () => {
      await page.goto(`/learn/attacks/${slug}`);
      await page.getByRole('button', { name: 'Launch the attack' }).click();
      await patiently(page.getByRole('heading', { name: 'Refused', exact: true })).toBeVisible();
      await expect(mainOf(page)).toContainText('the guard holds');
      await page.getByRole('button', { name: 'Take the guard away' }).click();
      await patiently(page.getByRole('heading', { name: 'It got through' })).toBeVisible();
      await expect(mainOf(page)).toContainText('it was the guard that stopped it');
    });
  }
});

for (const slug of ATTACKS_ON_PAGES) {
  test(`${slug} is recorded as it happens`, async () => {
    await page.goto(`/learn/attacks/${slug}`);
    await page.getByRole('button', { name: 'Launch the attack' }).click();
    await patiently(page.getByRole('heading', { name: 'Refused', exact: true })).toBeVisible();
    const { seen, steps } = readRecordedRuns(slug).guarded;
    await expect(mainOf(page)).toContainText(seen);
    await page.getByText('All steps in words').click();
    const listed = page.locator('details[open] ol > li');
    await expect(listed).toHaveCount(steps.length);
    for (const [index, { text }] of steps.entries()) {
      await expect(listed.nth(index)).toContainText(text);
    }
  });
}

test('what ran here is in no list of the product', async () => {
  await page.goto('/settings/profile');
  await expect(mainOf(page)).toContainText('(owner)');
  await expect(mainOf(page)).not.toContainText('Attack lab');
  await page.getByRole('button', { name: /^Workspace: / }).click();
  const offered = page.locator('button[name="workspace"]');
  await expect(offered.first()).toBeVisible();
  await expect(offered.filter({ hasText: 'Attack lab' })).toHaveCount(0);
  await page.keyboard.press('Escape');
});

test('each of the nine buttons runs what its cell says', async () => {
  await page.goto('/learn/compare');
  for (const { action, id } of CELLS) {
    await page.getByRole('button', { name: action }).click();
    await patiently(page.getByRole('heading', { name: action }), id).toBeVisible();
    await expect(mainOf(page)).toContainText('Seen in');
  }
});

test('each chapter about a caller draws its diagram, by keyboard', async () => {
  for (const style of [...STYLES, ...WALKS]) {
    await page.goto(`/learn/${style}`);
    await mainOf(page).locator('form button').first().focus();
    await page.keyboard.press('Enter');
    await patiently(page.getByRole('region', { name: /^Sequence diagram/ }), style).toBeVisible();
  }
});

test('the drill ends five credentials, none of which is used once more', async () => {
  await page.goto('/learn/revocation');
  await page.getByRole('button', { name: 'End five credentials' }).click();
  await patiently(page.getByRole('heading', { name: 'Time until each was refused' })).toBeVisible();
  const entries = mainOf(page).getByRole('listitem').filter({ hasText: 'Not once used after it.' });
  await expect(entries).toHaveCount(5);
});

test.describe('what a learner watches', () => {
  const watch = async () => {
    await page.goto('/learn/wire');
    const button = page.getByRole('button', { name: 'Watch my calls' });
    if (await button.isVisible()) await button.click();
    const lines = await page.locator('#watched-call').innerText();
    return /watch-token: ([\w.-]+)/.exec(lines)?.[1] ?? '';
  };
  const openTrace = async (name: string) => {
    await page.goto('/learn/wire');
    await patiently(page.getByRole('link', { name, exact: true }).first()).toBeVisible();
    await page.getByRole('link', { name, exact: true }).first().click();
    await patiently(page.getByRole('heading', { level: 1 })).toHaveText(name);
  };

  test('a call becomes a diagram, and each step leads to its lines', async () => {
    const headers = { 'watch-token': await watch() };
    const answer = await page.request.get('/api/v1/me', { headers });
    expect(answer.status()).toBe(401);
    await page.goto(answer.headers()['tollgate-trace'] ?? '');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('GET /api/v1/me');
    await expect(mainOf(page)).toContainText('As Mermaid');
    // The step that refused is the one that is open; the arrow keys walk on from there.
    const step = page.getByRole('button', { name: /exactly one credential.*missing-credential/ });
    await expect(step).toHaveAttribute('aria-pressed', 'true');
    await step.focus();
    await page.keyboard.press('ArrowUp');
    await expect(step).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('ArrowDown');
    await page
      .getByRole('link', { name: /read-credential\.ts:\d+$/ })
      .first()
      .click();
    const file = page.getByRole('heading', { level: 1, name: 'lib/http/read-credential.ts' });
    await patiently(file).toBeVisible();
  });

  test('a page does, as far as billing', async () => {
    await watch();
    await page.goto('/invoices');
    await openTrace('GET /invoices');
    for (const text of ['Look the session up', 'over TLS 1.3', 'Billing']) {
      await expect(mainOf(page)).toContainText(text);
    }
  });

  test('a sign-in does, as far as the provider', async () => {
    await watch();
    await page.getByRole('button', { name: 'Sign in with GitHub once more' }).click();
    // Not the menus of our own page, which may still be there.
    await page.getByRole('button', { name: /^Mallory(?!:)/ }).click();
    await page.waitForURL('**/learn/wire');
    await openTrace('GET /api/auth/callback/github');
    for (const text of ['exchange the code', 'Ask its API who this is', 'A new session cookie']) {
      await expect(mainOf(page)).toContainText(text);
    }
  });

  test('is nobody else’s to see', async ({ browser }) => {
    const headers = { 'watch-token': await watch() };
    const answer = await page.request.get('/api/v1/me', { headers });
    const other = await browser.newPage();
    await signInAs(other, 'Grace Hopper');
    const seen = await other.goto(answer.headers()['tollgate-trace'] ?? '');
    expect(seen?.status()).toBe(404);
    await other.close();
  });
});

test('a browser has no certificate to show, and billing does not let it in', async ({
  browser,
}) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const billing = `https://localhost:${process.env.BILLING_PORT || 8443}/`;
  await expect((await context.newPage()).goto(billing)).rejects.toThrow(/net::ERR_/);
  await context.close();
});
