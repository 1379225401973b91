import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { mainOf, signInAs } from '../support/sign-in-as';

const LIST = '/settings/trusted-issuers';

type Job = { repository_id: string; event_name?: string };

/** A token of the development issuer, as `@actions/core` gets it. */
async function jobToken(request: APIRequestContext, issuer: string, job: Job): Promise<string> {
  const begun = await request.post(`${issuer}/development/jobs`, { data: job });
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } =
    (await begun.json()) as Record<string, string>;
  const answer = await request.get(`${url}&audience=tollgate`, {
    headers: { authorization: `bearer ${token}` },
  });
  return ((await answer.json()) as { value: string }).value;
}

async function exchange(request: APIRequestContext, rule: string, token: string) {
  const answer = await request.post('/oauth/token', {
    form: {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: token,
      client_id: rule,
    },
  });
  return (await answer.json()) as Record<string, string>;
}

/** Fills in the form for the development issuer. @returns the issuer. */
async function beginRule(page: Page, name: string): Promise<string> {
  await page.goto(LIST);
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByRole('link', { name: 'The development issuer' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('checkbox', { name: 'Send usage events' }).check();
  return page.getByLabel('Issuer', { exact: true }).inputValue();
}

test('trust a job, exchange its token, see why another is refused, revoke', async ({
  page,
  request,
}) => {
  await signInAs(page);
  const repository_id = String(Date.now());
  const name = `job ${repository_id}`;
  const issuer = await beginRule(page, name);
  await page.getByLabel('ref', { exact: true }).fill('refs/heads/main');
  await page.getByRole('button', { name: 'Create rule' }).click();
  await expect(page.getByText(/^Name repository_id or repository_owner_id/)).toBeVisible();
  await page.getByLabel('repository_id', { exact: true }).fill(repository_id);
  await page.getByRole('button', { name: 'Create rule' }).click();
  await page.waitForURL(`**${LIST}/tru_*`);
  await expect(page.getByText('Rule created.')).toBeVisible();
  const rule = page.url().split('/').at(-1) ?? '';
  await expect(page.locator('#exchange')).toContainText(rule);

  const { access_token } = await exchange(
    request,
    rule,
    await jobToken(request, issuer, { repository_id }),
  );
  const headers = { authorization: `Bearer ${access_token}` };
  expect((await request.get('/api/v1/me', { headers })).status()).toBe(200);

  const stranger = await jobToken(request, issuer, { repository_id: '666' });
  expect((await exchange(request, rule, stranger)).error).toBe('invalid_grant');
  await page.goto(LIST);
  const row = page.getByRole('row', { name });
  await expect(row.getByText(`repository_id: "666", the rule says ${repository_id}`)).toBeVisible();

  const fork = await jobToken(request, issuer, { repository_id, event_name: 'pull_request' });
  await page.getByLabel('Token or claims').fill(fork);
  await page.getByRole('button', { name: 'Try it' }).click();
  const conditions = page.getByRole('table', { name: `Conditions of ${name}` });
  await expect(conditions.getByRole('row', { name: /^event_name.* not met/ })).toBeVisible();
  await expect(conditions.getByRole('row', { name: /^repository_id met/ })).toBeVisible();

  await row.getByLabel(`Revoke ${name}`).click();
  const dialog = page.getByRole('alertdialog', { name: `Revoke “${name}”?` });
  await dialog.getByRole('button', { name: 'Revoke rule' }).click();
  await expect(page.getByText('Rule revoked, with every token')).toBeVisible();
  expect((await request.get('/api/v1/me', { headers })).status()).toBe(401);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('a rule is created, tried and revoked', async ({ page }) => {
    await signInAs(page, 'Grace Hopper', 'Google');
    const repository_id = String(Date.now());
    const name = `plain job ${repository_id}`;
    await beginRule(page, name);
    await page.getByRole('button', { name: 'Create rule' }).click();
    await expect(page.getByText(/^Name repository_id or repository_owner_id/)).toBeVisible();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
    await expect(page.getByRole('checkbox', { name: 'Send usage events' })).toBeChecked();
    await page.getByLabel('repository_id', { exact: true }).fill(repository_id);
    await page.getByRole('button', { name: 'Create rule' }).click();
    await page.waitForURL(`**${LIST}/tru_*`);

    await page.goto(LIST);
    await page.getByLabel('Token or claims').fill('not a token');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(mainOf(page).getByText('Paste the claims as a JSON object')).toBeVisible();
    await page.getByLabel('Token or claims').fill(JSON.stringify({ repository_id }));
    await page.getByRole('button', { name: 'Try it' }).click();
    const conditions = page.getByRole('table', { name: `Conditions of ${name}` });
    await expect(conditions.getByRole('row', { name: /^repository_id met/ })).toBeVisible();
    await expect(conditions.getByRole('row', { name: /^iss not met/ })).toBeVisible();

    await page.getByLabel(`Revoke ${name}`).click();
    await page.waitForURL(`**${LIST}/tru_*#revoke`);
    await page.getByRole('button', { name: 'Revoke rule' }).click();
    await page.waitForURL(new RegExp(`${LIST}(#revoke)?$`));
    await expect(page.getByRole('row', { name })).toHaveCount(0);
  });
});
