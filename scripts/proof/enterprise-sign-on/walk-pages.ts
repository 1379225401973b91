import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { DnsServer } from '../../testing/dns-server';
import type { Report } from '../report';
import { type Keycloak, PASSWORD } from './keycloak';

const CLIENT = { secret: 'a secret of + and %, which Basic has to encode' };
const PAGE_LIMIT_MS = 90_000;

/** The system that is proved. */
export type Site = { appUrl: string; env: NodeJS.ProcessEnv; database: string };

export type Peers = { keycloak: Keycloak; dns: DnsServer; browser: Browser };

/**
 * Connects Keycloak as a new owner with a workspace of their own, in Settings, Single sign-on.
 * @param offline whether Tollgate asks for tokens that outlive the session at Keycloak.
 */
export async function connect(
  report: Report,
  site: Site,
  peers: Peers,
  domain: string,
  offline: boolean,
): Promise<void> {
  const { keycloak, dns, browser } = peers;
  const page = await newPage(browser);
  await page.goto(`${site.appUrl}/sign-in`);
  await page.getByRole('button', { name: 'Continue with GitHub' }).click();
  await page.getByLabel('or as someone new').fill(`owner-${Date.now()}`);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForURL('**/dashboard');
  await page.goto(`${site.appUrl}/settings/single-sign-on`);
  const redirectUri = await page.locator('#fact-redirect-URI').innerText();
  const logoutUri = await page.locator('#fact-back-channel-logout-URI').innerText();
  const client = { ...CLIENT, id: `tollgate-${domain}` };
  await keycloak.registerClient(client, redirectUri, logoutUri);
  await page.getByLabel('Issuer').fill(keycloak.issuer);
  await page.getByLabel('Client id').fill(client.id);
  await page.getByLabel('Client secret').fill(client.secret);
  await page.getByLabel('Domain').fill(domain);
  await page.getByLabel('Ask for offline access').setChecked(offline);
  await page.getByRole('button', { name: 'Connect' }).click();
  const name = await page.locator('#fact-record-name').innerText();
  const value = await page.locator('#fact-record-value').innerText();
  await report.attempt('the domain is not proved without the record', async () => {
    await page.getByRole('button', { name: 'Check the record' }).click();
    await page.getByText('has no TXT record with this value yet').waitFor();
  });
  dns.records.set(name, [value]);
  await report.attempt('and is with it', async () => {
    await page.getByRole('button', { name: 'Check the record' }).click();
    await page.getByRole('button', { name: 'Require single sign-on' }).waitFor();
    return `${name} TXT`;
  });
  await page.getByRole('button', { name: 'Test connection' }).click();
  const results = page.locator('form [role=status] dl > div');
  await results.first().waitFor();
  for (const row of await results.all()) {
    const [what = '', found = ''] = (await row.innerText()).split('\n');
    report.check(`test: ${what}`, found.startsWith('OK'), found);
  }
  await page.context().close();
}

export async function newPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(PAGE_LIMIT_MS);
  return page;
}

/** By the work address, then on Keycloak's own page. */
export async function signIn(
  page: Page,
  appUrl: string,
  username: string,
  domain: string,
): Promise<void> {
  await page.goto(`${appUrl}/sign-in`);
  await page.getByLabel('Work e-mail address').fill(`${username}@${domain}`);
  await page.getByRole('button', { name: 'Sign in with your company' }).click();
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#kc-login').click();
}

export async function waitForSignedOut(page: Page, appUrl: string, limitMs: number): Promise<void> {
  const limit = performance.now() + limitMs;
  for (;;) {
    await page.goto(`${appUrl}/settings/profile`);
    if (page.url().includes('/sign-in')) return;
    if (performance.now() > limit) throw new Error(`still signed in after ${limitMs} ms`);
    await pause(500);
  }
}
