import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, type Page, test } from '@playwright/test';
import { auditPage } from '../support/audit-page';
import { signInAs } from '../support/sign-in-as';

const WIDTHS = [1280, 390];

type Login = { child: ChildProcess; code: string; output: () => string };

/** `tollgate login` in a terminal, as far as the line with the code. */
async function startLogin(baseURL: string | undefined): Promise<Login> {
  const words = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'login'];
  const child = spawn(process.execPath, words, {
    env: { ...process.env, TOLLGATE_URL: baseURL },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const code = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data.toString();
        const shown = /enter this code: ([A-Z]{4}-[A-Z]{4})/.exec(output)?.[1];
        if (shown) resolve(shown);
      });
    }
    child.once('close', () => reject(new Error(output)));
  });
  return { child, code, output: () => output };
}

async function run(command: string, baseURL: string | undefined): Promise<void> {
  const words = ['scripts/run.mjs', 'scripts/tollgate/main.ts', command];
  const env = { ...process.env, TOLLGATE_URL: baseURL };
  const [code] = await once(spawn(process.execPath, words, { env, stdio: 'ignore' }), 'close');
  expect(code, command).toBe(0);
}

async function auditAtWidths(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await auditPage(page);
  }
}

test('the command line is connected with a code, compared and allowed', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await signInAs(page);
  const { child, code, output } = await startLogin(baseURL);
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
  const { child, code, output } = await startLogin(baseURL);
  const ended = once(child, 'close');
  await page.goto(`/oauth/device?user_code=${code}`);
  await expect(page.getByText(code)).toBeVisible();
  await page.getByRole('button', { name: 'No, cancel' }).click();
  expect((await ended)[0]).toBe(1);
  expect(output()).toContain('declined');
});
