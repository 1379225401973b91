import { createPrivateKey } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { proofOf } from '@/scripts/testing/sign-request';
import { signInAs } from '../support/sign-in-as';

test('a key is bound to a pair that the browser makes, and works only with its private half', async ({
  page,
  request,
  baseURL,
}) => {
  await signInAs(page);
  await page.goto('/settings/api-keys/new?preset=ingest');
  await page.getByLabel('Name').fill(`bound ${Date.now()}`);
  await page.getByRole('checkbox', { name: 'Send usage events' }).check();
  const sent: string[] = [];
  page.on('request', (one) => sent.push(one.postData() ?? ''));
  await page.getByRole('button', { name: 'Make a pair in this browser' }).click();
  const pem = await page.locator('#private-key').innerText();
  await expect(page.getByLabel('Public key')).toHaveValue(/^-----BEGIN PUBLIC KEY-----/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('tollgate-private-key.pem');

  await page.getByRole('button', { name: 'Create key' }).click();
  const key = await page.locator('#new-key').innerText();
  expect(sent.join()).not.toContain(pem.split('\n')[1]);

  const alone = await request.get('/api/v1/me', { headers: { 'x-api-key': key } });
  expect(await alone.json()).toMatchObject({
    type: 'https://tollgate.dev/problems/proof-required',
  });
  const privateKey = createPrivateKey(pem);
  const { d: _private, ...jwk } = privateKey.export({ format: 'jwk' });
  const pair = { alg: 'ES256' as const, privateKey, publicJwk: JSON.stringify(jwk) };
  const dpop = await proofOf(pair, `${baseURL}/api/v1/me`, 'GET', key);
  const proved = await request.get('/api/v1/me', { headers: { 'x-api-key': key, dpop } });
  expect(await proved.json()).toMatchObject({ bound: { alg: 'ES256' } });
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('a public key is pasted; a private one is refused and not shown again', async ({ page }) => {
    const { makeClientPair } = await import('@/scripts/testing/sign-request');
    const { privateKey, publicJwk } = makeClientPair('Ed25519');
    await signInAs(page);
    await page.goto('/settings/api-keys/new?preset=ingest');
    await page.getByLabel('Name').fill(`pasted ${Date.now()}`);
    await page.getByRole('checkbox', { name: 'Send usage events' }).check();
    const secret = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await page.getByLabel('Public key').fill(secret);
    await page.getByRole('button', { name: 'Create key' }).click();
    await expect(page.getByText('This is a private key.')).toBeVisible();
    expect(await page.content()).not.toContain(secret.split('\n')[1]);
    await page.getByLabel('Public key').fill(publicJwk);
    await page.getByRole('button', { name: 'Create key' }).click();
    await expect(page.getByText('The key is bound to the pair')).toBeVisible();
  });
});
