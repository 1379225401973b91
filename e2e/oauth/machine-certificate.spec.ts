import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { closeDatabase, db } from '@/lib/db';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { forge } from '../mtls/support/certificate-forge';
import { auditAtWidths } from '../support/audit-page';
import { mainOf, signInAs } from '../support/sign-in-as';

test.afterAll(closeDatabase);

test('an owner sees which certificate is bound to a machine, replaces it, and ends the overlap', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const grace = await db().user.findFirstOrThrow({
    where: { email: 'grace@example.com' },
    include: { memberships: { where: { role: 'owner' } } },
  });
  const { workspaceId, role } = grace.memberships[0] ?? {};
  if (!workspaceId || !role) throw new Error('Grace owns no workspace.');
  const [present, next] = [await forge({ subject: 'CN=export' }), await forge({ subject: 'CN=2' })];
  const { view } = await registerApp(
    {
      credential: 'operator',
      credentialId: 'operator',
      userId: grace.id,
      workspaceId,
      role,
      mode: 'test',
      scopes: new Set(),
      expiresAt: null,
    },
    {
      name: `Export ${randomUUID().slice(0, 8)}`,
      redirectUris: [],
      scopes: ['usage:read'],
      machine: { certificate: present.certPem, mode: 'test' },
    },
  );
  await signInAs(page, 'Grace Hopper');
  await page.goto(`/developers/apps/${view.clientId}`);
  const main = mainOf(page);
  await expect(main.getByText('CN=export')).toBeVisible();

  await main.getByLabel('New certificate').fill(`${next.certPem}${next.keyPem}`);
  await main.getByRole('button', { name: 'Check the certificate' }).click();
  await expect(main.getByText(/holds a private key/)).toBeVisible();
  await main.getByLabel('New certificate').fill(next.certPem);
  await main.getByRole('button', { name: 'Check the certificate' }).click();
  await expect(main.getByRole('heading', { name: 'Replace it by this one?' })).toBeVisible();
  await expect(main.getByText('CN=2')).toBeVisible();
  await main.getByRole('button', { name: 'Replace certificate' }).click();

  await expect(page.getByText('The certificate is replaced.')).toBeVisible();
  await expect(main.getByRole('heading', { name: 'The one before' })).toBeVisible();
  await auditAtWidths(page);
  await main.getByRole('button', { name: 'End it now' }).click();
  await expect(main.getByText('CN=export')).toHaveCount(0);
  await expect(main.getByText('CN=2')).toBeVisible();
  await db().oAuthApp.deleteMany({ where: { name: view.name } });
});
