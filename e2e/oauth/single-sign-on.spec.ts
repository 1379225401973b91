import { expect, test } from '@playwright/test';
import { mainOf, signUp } from '../support/sign-in-as';

/** The stand-in for Google plays the company's provider; its metadata names its real address. */
function standInIssuer(): string {
  const [, port = '4002'] = (process.env.IDENTITY_PROVIDER_PORTS ?? '4001,4002').split(',');
  return `http://localhost:${port}`;
}

test('an owner connects the provider of their company, tests it, and removes it', async ({
  page,
}) => {
  await signUp(page, `owner-${Date.now()}`);
  await page.goto('/settings/single-sign-on');
  await expect(mainOf(page)).toContainText('/api/auth/callback/sso_');
  await expect(mainOf(page)).toContainText(/\/api\/single-sign-on\/sso_\w+\/logout/);

  await page.getByLabel('Issuer').fill('http://10.0.0.1/');
  await page.getByLabel('Client id').fill('tollgate-development');
  await page.getByLabel('Client secret').fill('not the secret');
  await page.getByLabel('Domain').fill('localhost');
  await page.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByText('The URL must be https.')).toBeVisible();
  await expect(page.getByText('Enter a domain, such as example.com.')).toBeVisible();

  await page.getByLabel('Issuer').fill(standInIssuer());
  await page.getByLabel('Client secret').fill('not the secret');
  await page.getByLabel('Domain').fill('bücher.example');
  await page.getByRole('button', { name: 'Connect' }).click();
  await expect(mainOf(page)).toContainText('_tollgate.xn--bcher-kva.example');
  await expect(mainOf(page)).toContainText(/tollgate-domain-verification=[0-9A-Za-z]{32}/);
  await expect(page.getByRole('button', { name: 'Require single sign-on' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(mainOf(page)).toContainText(`OK: names ${standInIssuer()}`);
  await expect(mainOf(page)).toContainText('Failed: refused by the token endpoint');

  await page.getByLabel('New client secret').fill('development-only-not-a-secret');
  await page.getByRole('button', { name: 'Replace secret' }).click();
  await expect(page.getByText('The client secret is replaced.')).toBeVisible();
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(mainOf(page)).toContainText('OK: taken by the token endpoint');

  await page.getByRole('button', { name: 'Remove the provider' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('button', { name: 'Connect' })).toBeVisible();
});
