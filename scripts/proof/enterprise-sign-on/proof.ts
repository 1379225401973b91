import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { z } from 'zod';
import { DnsServer } from '../../testing/dns-server';
import { ensureBrowser } from '../../testing/find-browser';
import { freePorts, makeTestEnv, startTestSystem } from '../../testing/test-system';
import type { Report } from '../report';
import type { Proof, ProofRun } from '../run-proof';
import { makeMembersDue } from './due-member.repository';
import { Keycloak } from './keycloak';
import { connect, newPage, type Peers, signIn, type Site, waitForSignedOut } from './walk-pages';

/** The refresh tokens of people are tried every 30 seconds, those that are ten minutes old. */
const CHECK_LIMIT_MS = 90_000;
const LOGOUT_LIMIT_MS = 20_000;
const keySchema = z.object({ key: z.string() });

/**
 * A workspace's single sign-on against a real Keycloak: through its login page in Chromium, its
 * logout tokens, and a person who is disabled there.
 *
 *   npm run proof -- enterprise-sign-on                               starts a system of its own
 *   npm run proof -- enterprise-sign-on http://localhost:3000 5353    uses one that runs there with
 *                                     DNS_SERVERS=127.0.0.1:5353, and DATABASE_URL of this shell
 */
export const proof: Proof = {
  needs: ['Chromium', 'Java 17 or later', 'Maven', 'unzip'],
  async run(run) {
    const [url, dnsPort = '0'] = run.args;
    const dns = new DnsServer();
    const nameServer = await dns.listen(Number(dnsPort));
    const [keycloakPort = 0] = await freePorts(1);
    const keycloak = await Keycloak.start(run, keycloakPort);
    const system = url
      ? undefined
      : await startTestSystem({ ...(await makeTestEnv('proof')), DNS_SERVERS: nameServer });
    const env: NodeJS.ProcessEnv = system?.env ?? { ...process.env, APP_URL: url };
    const database =
      env.DATABASE_URL ?? `postgres://tollgate:tollgate@localhost:${env.DATABASE_PORT}/tollgate`;
    const browser = await chromium.launch({ executablePath: ensureBrowser() });
    try {
      await prove(run, { appUrl: String(env.APP_URL), env, database }, { keycloak, dns, browser });
    } finally {
      await browser.close();
      await system?.stop();
      await dns.close();
    }
  },
};

async function prove({ report }: ProofRun, site: Site, peers: Peers): Promise<void> {
  const stamp = Date.now();
  await proveSessions(report, site, peers, `sessions-${stamp}.example`);
  await proveRemoval(report, site, peers, `removal-${stamp}.example`);
}

/** Sign-in, who is refused, and the end of a session there. */
async function proveSessions(report: Report, site: Site, peers: Peers, domain: string) {
  const { keycloak, browser } = peers;
  report.part('An owner connects Keycloak, without offline access');
  await connect(report, site, peers, domain, false);
  await keycloak.addUser({ username: 'ada', email: `ada@${domain}`, emailVerified: true });
  await keycloak.addUser({ username: 'eve', email: `eve@${domain}`, emailVerified: false });
  const elsewhere = { email: `mallory@evil-${domain}`, emailVerified: true };
  await keycloak.addUser({ username: 'mallory', ...elsewhere });

  report.part('People sign in on its login page');
  const page = await newPage(browser);
  await report.attempt('a person of the company reaches the dashboard', async () => {
    await signIn(page, site.appUrl, 'ada', domain);
    await page.waitForURL('**/dashboard');
  });
  for (const [who, reason] of [
    ['eve', 'company-unverified-email'],
    ['mallory', 'company-other-domain'],
  ] as const) {
    await report.attempt(`${who} is refused`, async () => {
      const other = await newPage(browser);
      await signIn(other, site.appUrl, who, domain);
      await other.waitForURL(`**/sign-in/refused?reason=${reason}`);
      await other.context().close();
      return reason;
    });
  }

  report.part('Its administrator signs the person out');
  await report.attempt('the logout token ends the session here', async () => {
    const before = performance.now();
    await keycloak.logOut('ada');
    await waitForSignedOut(page, site.appUrl, LOGOUT_LIMIT_MS);
    return `seen after ${Math.round(performance.now() - before)} ms`;
  });
  await page.context().close();
}

/** A person who is disabled there, and enabled again. */
async function proveRemoval(report: Report, site: Site, peers: Peers, domain: string) {
  const { keycloak, browser } = peers;
  report.part('Another owner connects it, with offline access');
  await connect(report, site, peers, domain, true);
  await keycloak.addUser({ username: 'linus', email: `linus@${domain}`, emailVerified: true });
  const page = await newPage(browser);
  await signIn(page, site.appUrl, 'linus', domain);
  await page.waitForURL('**/dashboard');
  const key = createKey(site, `linus@${domain}`);

  report.part('The person is disabled there');
  await report.attempt('their API key works', () => expectStatus(site, key, 200));
  await makeMembersDue(site.database);
  await pause(CHECK_LIMIT_MS / 2);
  await report.attempt('and still does after their refresh token was tried', () =>
    expectStatus(site, key, 200),
  );
  await keycloak.setEnabled('linus', false);
  await makeMembersDue(site.database);
  await report.attempt('their session ends', () =>
    waitForSignedOut(page, site.appUrl, CHECK_LIMIT_MS),
  );
  await report.attempt('their API key is refused', () => expectStatus(site, key, 401));
  await keycloak.setEnabled('linus', true);
  await report.attempt('enabled again, they sign in, and the key works', async () => {
    await signIn(page, site.appUrl, 'linus', domain);
    await page.waitForURL('**/dashboard');
    await expectStatus(site, key, 200);
  });
}

function createKey({ env }: Site, email: string): string {
  const command = ['scripts/run.mjs', 'scripts/tollgate/main.ts', 'key', 'create', '--json'];
  const options = ['--user', email, '--scopes', 'usage:read', '--mode', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, [...command, ...options], {
    env,
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return keySchema.parse(JSON.parse(stdout)).key;
}

async function expectStatus({ appUrl }: Site, key: string, status: number): Promise<string> {
  const response = await fetch(`${appUrl}/api/v1/me`, { headers: { 'x-api-key': key } });
  if (response.status !== status) throw new Error(`it answered ${response.status}`);
  return String(status);
}
