import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { auditAtWidths } from '../support/audit-page';
import { signInAs } from '../support/sign-in-as';
import { startLogin } from './support/start-login';

const words = (command: string) => ['scripts/run.mjs', 'scripts/tollgate/main.ts', command];

const envOf = (baseURL: string | undefined) => ({ ...process.env, TOLLGATE_URL: baseURL });

async function run(command: string, baseURL: string | undefined): Promise<void> {
  const child = spawn(process.execPath, words(command), { env: envOf(baseURL), stdio: 'ignore' });
  const [code] = await once(child, 'close');
  expect(code, command).toBe(0);
}

test('the command line is connected with a code, compared and allowed', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await signInAs(page);
  const { child, code, output } = await startLogin(words('login'), envOf(baseURL));
  const ended = once(child, 'close');

  await page.goto('/oauth/device');
  await auditAtWidths(page);
  await page.getByRole('textbox').fill('AAAA-AAAA');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('textbox').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Is this the code?' })).toBeVisible();
  await expect(page.getByText(code)).toBeVisible();
  await auditAtWidths(page);
  await page.getByRole('button', { name: 'Yes, continue' }).click();

  await expect(page.getByRole('heading', { name: /^Connect Command line/ })).toBeVisible();
  await expect(page.getByText('make sure that it is yours')).toBeVisible();
  await page.getByRole('checkbox', { name: /events:read/ }).uncheck();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Connected', exact: true })).toBeVisible();
  await auditAtWidths(page);

  expect((await ended)[0]).toBe(0);
  expect(output()).toContain('Logged in as Ada Lovelace');
  expect(output()).toContain('It may: usage:read');
  expect(output()).not.toContain('tg_');
  await run('usage', baseURL);
  await run('logout', baseURL);
});

test('a link that carries the code leads to the question; a no reaches the device', async ({
  page,
  baseURL,
}) => {
  await signInAs(page);
  const { child, code, output } = await startLogin(words('login'), envOf(baseURL));
  const ended = once(child, 'close');
  await page.goto(`/oauth/device?user_code=${code}`);
  await expect(page.getByText(code)).toBeVisible();
  await page.getByRole('button', { name: 'No, cancel' }).click();
  expect((await ended)[0]).toBe(1);
  expect(output()).toContain('declined');
});
