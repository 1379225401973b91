import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { consent, openOauthBrowser } from '@/e2e/oauth/support/authorization-world';
import { type RunningApp, startThirdPartyApp } from '@/e2e/oauth/support/third-party-app';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { freePort } from '@/e2e/support/test-server';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import {
  disconnectApp,
  listConnectedApps,
} from '@/lib/auth/oauth/authorization-server/connected-app';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { createMeter } from '@/lib/usage/create-meter';

provideTestDatabase();

let web: TestWeb;
let app: RunningApp;
let ada: Principal;

beforeAll(async () => {
  const port = await freePort();
  const APP_URL = `http://localhost:${port}`;
  Object.assign(process.env, { APP_URL, PORT: String(port) });
  ada = await createPerson({ name: 'Ada <b>Lovelace</b>' });
  await createMeter(ada, { key: 'api_calls', name: 'API calls', aggregation: 'sum' });
  web = await startTestWeb({ APP_URL, PORT: port });
  const appPort = await freePort();
  const { view, secret } = await registerApp(ada, {
    name: 'Usage Charts',
    redirectUris: [`http://localhost:${appPort}/callback`],
    scopes: ['usage:read', 'events:read'],
    requiredScopes: ['usage:read'],
  });
  app = await startThirdPartyApp(APP_URL, {
    PORT: String(appPort),
    CLIENT_ID: view.clientId,
    CLIENT_SECRET: secret ?? '',
  });
});
afterAll(async () => {
  await app?.stop();
  await web.stop();
});

/** Presses the app's button, decides, and comes back with the answer. */
async function connectApp(browser: TestBrowser, scopes: string[] = ['events:read']) {
  const begun = await browser.post(`${app.origin}/connect`, {});
  const callback = await consent(ada, begun.headers.get('location') ?? '', { scopes });
  return { callback, response: await browser.get(callback.href) };
}

const home = async (browser: TestBrowser) => (await browser.get(app.origin)).text();

test('connects, shows what the API says, escapes it, and renews', async () => {
  const browser = openOauthBrowser();
  const before = browser.cookie('usage-charts');
  await connectApp(browser);
  expect(browser.cookie('usage-charts')).not.toBe(before);
  const page = await home(browser);
  expect(page).toContain('Ada &#60;b&#62;Lovelace');
  expect(page).toContain('API calls in 30 days: 0');
  expect(page).not.toMatch(/tg_(?:at|rt|cs)_/);
  const token = () => db().oAuthArtefact.count({ where: { kind: 'AccessToken' } });
  const tokens = await token();
  await browser.post(`${app.origin}/renew`, {});
  expect(await token()).toBe(tokens + 1);
  expect(await home(browser)).toContain('API calls in 30 days');
  expect(app.output()).not.toMatch(/tg_(?:at|rt|cs)_/);
});

test('does without the scope that was not given', async () => {
  const browser = openOauthBrowser();
  await connectApp(browser, []);
  expect(await home(browser)).toContain('You did not allow this app to list events.');
});

test('once the person disconnects it, its next call fails, and it says so', async () => {
  const browser = openOauthBrowser();
  await connectApp(browser);
  const [connected] = await listConnectedApps(ada);
  await disconnectApp(ada, connected?.id ?? '');
  const page = await home(browser);
  expect(page).toContain('No longer connected');
  expect(page).toContain('Connect to Tollgate');
});

test('gives its tokens back when the person disconnects in the app', async () => {
  const before = await listConnectedApps(ada);
  const browser = openOauthBrowser();
  await connectApp(browser);
  expect(await listConnectedApps(ada)).toHaveLength(before.length + 1);
  const response = await browser.post(`${app.origin}/disconnect`, {});
  expect(await response.text()).toContain('The tokens are gone.');
  await vi.waitFor(async () => expect(await listConnectedApps(ada)).toEqual(before));
});

test("refuses someone else's answer, an altered one and a form from elsewhere", async () => {
  const attacker = openOauthBrowser();
  const begun = await attacker.post(`${app.origin}/connect`, {});
  const callback = await consent(ada, begun.headers.get('location') ?? '');
  const victim = openOauthBrowser();
  expect((await victim.get(callback.href)).status).toBe(400);
  callback.searchParams.set('state', 'another');
  expect((await attacker.get(callback.href)).status).toBe(400);
  const response = await fetch(`${app.origin}/connect`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    redirect: 'manual',
  });
  expect(response.status).toBe(403);
});

test('a person who says no is told that it is fine', async () => {
  const browser = openOauthBrowser();
  const begun = await browser.post(`${app.origin}/connect`, {});
  const callback = await consent(ada, begun.headers.get('location') ?? '', { allow: false });
  expect(await (await browser.get(callback.href)).text()).toContain('You said no');
});
