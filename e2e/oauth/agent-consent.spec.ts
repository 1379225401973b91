import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { auditAtWidths } from '../support/audit-page';
import { signInAs } from '../support/sign-in-as';

/** Registers a public app of a desktop agent. */
async function registerAgent(page: Page, name: string): Promise<string> {
  await page.goto('/developers/apps/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Redirect addresses').fill('http://localhost/callback');
  await page.getByRole('radio', { name: 'usage:read: Optional' }).check();
  await page.getByRole('checkbox', { name: /no secret|public/i }).check();
  await page.getByRole('button', { name: 'Register app' }).click();
  await expect(page.getByRole('heading', { name: `“${name}” is ready` })).toBeVisible();
  return page.locator('#client-id').innerText();
}

function authorizeUrl(clientId: string, resource: string): string {
  const verifier = randomBytes(32).toString('base64url');
  return `/oauth/authorize?${new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'http://localhost:43117/callback',
    scope: 'usage:read',
    resource,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'state',
  })}`;
}

test('a person sees that an agent runs on their computer, and that another looks the same', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const name = `Desk ${randomUUID().slice(0, 8)}`;
  await signInAs(page, 'Grace Hopper');
  await registerAgent(page, name);
  const context = await browser.newContext({ baseURL: String(baseURL) });
  const ada = await context.newPage();
  await signInAs(ada);
  const clientId = await registerAgent(ada, name.toUpperCase().replace('DESK ', 'desk-'));
  await ada.goto(authorizeUrl(clientId, `${baseURL}/mcp`));
  await expect(ada.getByText('Another app looks the same')).toBeVisible();
  await expect(ada.getByText('Compiler Works has an app with a name like')).toBeVisible();
  await expect(ada.getByText('It runs on your computer')).toBeVisible();
  await expect(ada.getByText('This access does not work at the API.')).toBeVisible();
  await auditAtWidths(ada);
  await ada.getByRole('button', { name: 'Cancel' }).click();
  await context.close();
});
