import { expect, test } from '@playwright/test';
import { signInAs } from '../support/sign-in-as';

for (const provider of ['GitHub', 'Google'] as const) {
  test(`sign in with ${provider}, and out again on the server`, async ({ page, context }) => {
    await signInAs(page, 'Ada Lovelace', provider);
    const session = (await context.cookies()).find(({ name }) => name.endsWith('tollgate.session'));
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });

    await page.getByRole('button', { name: 'Ada Lovelace: menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');

    // The cookie's value is worth nothing any more, even for someone who kept it.
    if (session) await context.addCookies([session]);
    await page.goto('/dashboard');
    await expect(page).toHaveURL(/\/sign-in\?return=%2Fdashboard/);
  });
}

test('a page behind the sign-in comes back after it', async ({ page }) => {
  await page.goto('/settings/members');
  await expect(page).toHaveURL(/\/sign-in\?return=%2Fsettings%2Fmembers$/);
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.waitForURL('**/settings/members');
  await expect(page.getByRole('rowheader', { name: 'Ada Lovelace (you)' })).toBeVisible();
});

test('a session can be ended from another device, at once', async ({ page, browser, baseURL }) => {
  await signInAs(page, 'Mallory');
  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await signInAs(other, 'Mallory');

  await page.goto('/settings/sessions');
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(page.getByText('All other sessions are signed out.')).toBeVisible();
  await other.goto('/dashboard');
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByText('Your session has ended')).toBeVisible();
  await elsewhere.close();
});

test('two tabs sign in at the same time, and both finish', async ({ page, context }) => {
  const other = await context.newPage();
  for (const [tab, provider] of [
    [page, 'GitHub'],
    [other, 'GitHub'],
  ] as const) {
    await tab.goto('/sign-in?return=%2Fevents');
    await tab.getByRole('button', { name: `Continue with ${provider}` }).click();
    await expect(tab.getByRole('button', { name: 'Ada Lovelace' })).toBeVisible();
  }
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: 'Ada Lovelace' }).click();
    await tab.waitForURL('**/events');
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText('Events');
  }
});

test('opened under another name, the site is sent to its own address', async ({
  page,
  baseURL,
}) => {
  const elsewhere = new URL('/sign-in', baseURL);
  elsewhere.hostname = '127.0.0.1';
  await page.goto(elsewhere.href);
  expect(new URL(page.url()).hostname).toBe('localhost');
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.waitForURL('**/dashboard');
});

test('a form of another origin is a 403 that names the right address', async ({
  request,
  baseURL,
}) => {
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
    const answer = await request.post('/sign-in', { headers: { origin }, form: { a: 'b' } });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain(`<a href="${new URL('/', baseURL).origin}">`);
  }
});
