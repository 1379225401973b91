import { expect, test } from '@playwright/test';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { CELLS } from '@/lib/learn/comparison';
import { RUNNERS } from '@/lib/learn/lab/runners';
import { mainOf, signInAs } from '../support/sign-in-as';

/** A run makes keys, servers and handshakes before its page is there. */
const patiently = expect.configure({ timeout: 30_000 });

test.beforeEach(async ({ page }) => {
  await signInAs(page, 'Mallory');
});

test('every attack is launched from its page, refused as expected, and gets through without its guard', async ({
  page,
}) => {
  test.setTimeout(900_000);
  for (const { slug } of ATTACKS.filter((attack) => RUNNERS[attack.slug])) {
    await page.goto(`/learn/attacks/${slug}`);
    await page.getByRole('button', { name: 'Launch the attack' }).click();
    await patiently(
      page.getByRole('heading', { name: 'Refused', exact: true }),
      slug,
    ).toBeVisible();
    await expect(mainOf(page), slug).toContainText('the guard holds');
    await page.getByRole('button', { name: 'Take the guard away' }).click();
    await patiently(page.getByRole('heading', { name: 'It got through' }), slug).toBeVisible();
    await expect(mainOf(page), slug).toContainText('it was the guard that stopped it');
  }
});

test('each of the nine buttons runs what its cell says', async ({ page }) => {
  test.setTimeout(300_000);
  for (const { action, id } of CELLS) {
    await page.goto('/learn/compare');
    await page.getByRole('button', { name: action }).click();
    await patiently(page.getByRole('heading', { name: action }), id).toBeVisible();
    await expect(mainOf(page)).toContainText('Seen in');
  }
});

test('the drill ends three credentials, none of which is used once more', async ({ page }) => {
  await page.goto('/learn/revocation');
  await page.getByRole('button', { name: /End a key/ }).click();
  const rows = page.getByRole('table').getByRole('row');
  await patiently(rows).toHaveCount(4);
  for (const refusal of ['401 key-revoked', 'no such session', '401 peer-revoked']) {
    await expect(rows.filter({ hasText: refusal })).toHaveCount(1);
  }
});

test('a watched call becomes a diagram of its own trace, as far as billing', async ({
  page,
  request,
}) => {
  await page.goto('/learn/wire');
  await page.getByRole('button', { name: 'Watch my calls' }).click();
  const lines = await page.locator('#watched-call').innerText();
  const token = /watch-token: ([\w.-]+)/.exec(lines)?.[1] ?? '';
  const answer = await request.get('/api/v1/me', { headers: { 'watch-token': token } });
  expect(answer.status()).toBe(401);
  await page.goto(answer.headers()['tollgate-trace'] ?? '');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('GET /api/v1/me');
  await expect(mainOf(page)).toContainText('As Mermaid');
  await page.getByText('Step by step, with the code').click();
  const refusal = page.getByRole('listitem').filter({ hasText: 'missing-credential' });
  await expect(refusal.first()).toContainText('Is there exactly one credential?');
  await refusal.first().getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('lib/http/read-credential.ts');
});

test('nobody sees somebody else’s trace', async ({ page, browser }) => {
  await page.goto('/learn/wire');
  await page.getByRole('button', { name: 'Watch my calls' }).click();
  const token = /watch-token: ([\w.-]+)/.exec(await page.locator('#watched-call').innerText())?.[1];
  const answer = await page.request.get('/api/v1/me', { headers: { 'watch-token': token ?? '' } });
  const address = answer.headers()['tollgate-trace'] ?? '';
  const other = await browser.newPage();
  await signInAs(other, 'Grace Hopper');
  expect((await other.goto(address))?.status()).toBe(404);
  await other.close();
});
