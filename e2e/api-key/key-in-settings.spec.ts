import { expect, type Page, test } from '@playwright/test';
import { mainOf, signInAs } from '../support/sign-in-as';

const KEY = /^tg_test_[0-9A-Za-z]{46}$/;

async function createKey(page: Page, name: string): Promise<string> {
  await page.goto('/settings/api-keys');
  await page.getByRole('link', { name: 'New key' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('link', { name: 'Read only' }).click();
  await expect(page.getByText('This key can list usage events')).toBeVisible();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByRole('heading', { name: `“${name}” is ready` })).toBeFocused();
  const key = await page.locator('#new-key').innerText();
  expect(key).toMatch(KEY);
  return key;
}

test('make a key, call the API with it, revoke it, and it is dead', async ({
  page,
  context,
  request,
  baseURL,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseURL });
  await signInAs(page);
  const name = `nightly import ${Date.now()}`;
  const key = await createKey(page, name);

  await page.getByRole('button', { name: 'Copy API key' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await expect(page.locator('#new-key-call')).toContainText(key);

  const me = await request.get('/api/v1/me', { headers: { 'x-api-key': key } });
  expect(me.status()).toBe(200);
  expect(await me.json()).toMatchObject({ mode: 'test', user: { name: 'Ada Lovelace' } });
  const invoices = await request.get('/api/v1/invoices', { headers: { 'x-api-key': key } });
  expect(invoices.status()).toBe(200);
  const refused = await request.post('/api/v1/events', {
    headers: { 'x-api-key': key },
    data: { events: [{ id: 'never', meter: 'api_calls', quantity: 1 }] },
  });
  expect(refused.status()).toBe(403);

  await page.getByRole('link', { name: 'I have copied it' }).click();
  await expect(mainOf(page).getByText(`${key.slice(0, 16)}…`)).toBeVisible();
  expect(await page.content()).not.toContain(key);

  await page
    .getByRole('link', { name: `Revoke ${name}` })
    .or(page.getByRole('button', { name: `Revoke ${name}` }))
    .click();
  const dialog = page.getByRole('alertdialog', { name: `Revoke “${name}”?` });
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByText('Key revoked. It no longer works anywhere.')).toBeVisible();

  const dead = await request.get('/api/v1/me', { headers: { 'x-api-key': key } });
  expect(dead.status()).toBe(401);
  expect(await dead.json()).toMatchObject({ type: 'https://tollgate.dev/problems/key-revoked' });
});

test('a wrong address list is explained next to the field and nothing typed is lost', async ({
  page,
}) => {
  await signInAs(page);
  await page.goto('/settings/api-keys/new?preset=ingest');
  await page.getByLabel('Name').fill('from the office');
  await page.getByLabel('Allowed addresses').fill('192.0.2.1, 203.0.113.7/24');
  await page.getByLabel('Expires after').selectOption('30');
  await page.getByRole('button', { name: 'Create key' }).click();

  const field = page.getByLabel('Allowed addresses');
  await expect(field).toHaveAccessibleDescription(
    /203\.0\.113\.7\/24 has host bits\. Write 203\.0\.113\.0\/24/,
  );
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue('192.0.2.1, 203.0.113.7/24');
  await expect(page.getByLabel('Name')).toHaveValue('from the office');
  await expect(page.getByLabel('Expires after')).toHaveValue('30');
  await expect(page.getByRole('checkbox', { name: 'Send usage events' })).toBeChecked();
});

test('the request log says which field of a refused call was wrong', async ({ page, request }) => {
  await signInAs(page);
  const key = await createKey(page, `explained ${Date.now()}`);
  const path = '/api/v1/meters?limit=0&colour=red';
  const refused = await request.get(path, { headers: { 'x-api-key': key } });
  expect(refused.status()).toBe(422);
  const { errors } = (await refused.json()) as { errors: { pointer: string; detail: string }[] };

  // Requests are written each second.
  await expect(async () => {
    await page.goto(`/developers/request-logs?key=${key.slice(8, 16)}`);
    await mainOf(page).getByRole('rowheader').getByRole('link').first().click({ timeout: 1_000 });
  }).toPass();
  const table = page.getByRole('table', { name: 'Errors of the request' });
  for (const { pointer, detail } of errors) {
    await expect(table.getByRole('row').filter({ hasText: pointer })).toContainText(detail);
  }
  await expect(page.locator('#curl-command')).toContainText('X-API-Key: $KEY');
  expect(await page.content()).not.toContain(key);

  // The panel beside the list, under the filters that were set; then the page of its own.
  const panel = page.getByRole('region', { name: 'GET /api/v1/meters' });
  await expect(panel).toContainText('listMeters in the API reference');
  expect(new URL(page.url()).searchParams.get('key')).toBe(key.slice(8, 16));
  await panel.getByRole('link', { name: 'Open as a page' }).click();
  await page.waitForURL('**/request-logs/log_*');
  await expect(table).toBeVisible();
});

test('roll: the old secret goes on until the overlap ends, the new one works at once', async ({
  page,
  request,
}) => {
  await signInAs(page);
  const name = `to be rolled ${Date.now()}`;
  const old = await createKey(page, name);
  await page.goto('/settings/api-keys');
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByLabel('Keep the old secret working for').selectOption('1h');
  await page.getByRole('button', { name: 'Roll key' }).click();
  await expect(page.getByRole('heading', { name: 'The new secret' })).toBeVisible();
  const next = await page.locator('#new-key').innerText();

  expect(next.slice(0, 16)).toBe(old.slice(0, 16));
  expect(next).not.toBe(old);
  for (const key of [next, old]) {
    const answer = await request.get('/api/v1/me', { headers: { 'x-api-key': key } });
    expect(answer.status()).toBe(200);
  }
});
