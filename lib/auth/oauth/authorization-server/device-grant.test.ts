import * as client from 'openid-client';
import { beforeEach, expect, test } from 'vitest';
import {
  appOrigin,
  authenticate,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import { confirmUserCode } from '@/e2e/oauth/support/enter-user-code';
import type { TestBrowser } from '@/e2e/oauth/support/test-browser';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { nameByUserCode } from './artefact.repository';
import { listConnectedApps } from './connected-app';
import { readConsentRequest } from './consent-request';
import { decideConsent } from './decide-consent';

provideAuthorizationWorld();

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await db().user.deleteMany();
  await db().oAuthArtefact.deleteMany();
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'), { public: true, redirectUris: [] });
});

const enterCode = (browser: TestBrowser, userCode: string) =>
  confirmUserCode(browser, appOrigin(), userCode);

async function decide(browser: TestBrowser, uid: string, allow: boolean): Promise<Response> {
  const cookie = browser.cookie('tollgate.oauth-consent');
  const request = await readConsentRequest(uid, cookie);
  expect(request).toMatchObject({ app: { name: 'Usage Charts' }, redirectHost: null });
  const returnTo = await decideConsent(
    { userId: ada.userId, workspaces: [{ id: ada.workspaceId, role: 'owner' }] },
    uid,
    cookie,
    { allow, scopes: ['events:read'], workspaceId: ada.workspaceId, mode: 'test' },
  );
  return browser.get(returnTo);
}

test('a device shows a code, a person enters it, and the device is connected', async () => {
  const device = await client.initiateDeviceAuthorization(app.config, {
    scope: 'usage:read events:read',
  });
  expect(device.verification_uri).toBe(`${appOrigin()}/oauth/device`);
  expect(device.user_code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  const browser = openOauthBrowser();
  const done = await decide(browser, await enterCode(browser, device.user_code), true);
  expect(await done.text()).toContain('Connected');
  const tokens = await client.pollDeviceAuthorizationGrant(app.config, {
    ...device,
    interval: 0.1,
  });
  const principal = await authenticate(tokens.access_token);
  expect([...principal.scopes].sort()).toEqual(['events:read', 'usage:read']);
});

test('a declined device is told so, and an unknown code leads nowhere', async () => {
  const device = await client.initiateDeviceAuthorization(app.config, { scope: 'usage:read' });
  const browser = openOauthBrowser();
  await decide(browser, await enterCode(browser, device.user_code), false);
  await expect(
    client.pollDeviceAuthorizationGrant(app.config, { ...device, interval: 0.1 }),
  ).rejects.toMatchObject({ error: 'access_denied' });
  expect(await enterCode(openOauthBrowser(), 'BBBB-BBBB')).toBe('');
});

test('neither code is stored', async () => {
  const device = await client.initiateDeviceAuthorization(app.config, { scope: 'usage:read' });
  const stored = JSON.stringify(await db().oAuthArtefact.findMany());
  expect(stored).not.toContain(device.device_code);
  expect(stored).not.toContain(device.user_code.replace('-', ''));
});

test('knowing the user code does not redeem the device code', async () => {
  const device = await client.initiateDeviceAuthorization(app.config, { scope: 'usage:read' });
  const browser = openOauthBrowser();
  await decide(browser, await enterCode(browser, device.user_code), true);
  const name = nameByUserCode(device.user_code.replace('-', ''));
  expect(await db().oAuthArtefact.count({ where: { kind: 'DeviceCode' } })).toBe(1);
  await expect(
    client.pollDeviceAuthorizationGrant(app.config, {
      ...device,
      device_code: name,
      interval: 0.1,
    }),
  ).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a device that asks for nothing, or for too much, is refused at once', async () => {
  await expect(client.initiateDeviceAuthorization(app.config, {})).rejects.toMatchObject({
    error: 'invalid_scope',
  });
  await expect(
    client.initiateDeviceAuthorization(app.config, { scope: 'payments:write' }),
  ).rejects.toMatchObject({ error: 'invalid_scope' });
});

test('a person who cancels reads that it was cancelled', async () => {
  const device = await client.initiateDeviceAuthorization(app.config, { scope: 'usage:read' });
  const browser = openOauthBrowser();
  const done = await decide(browser, await enterCode(browser, device.user_code), false);
  const page = await done.text();
  expect(page).toContain('Cancelled');
  expect(page).not.toContain('wrong or has expired');
});

test('a device is named by itself, or by its user agent', async () => {
  for (const [named, expected] of [
    [{ device_name: 'ada-laptop' }, 'ada-laptop'],
    [{}, 'meter-cli'],
  ] as const) {
    app.config[client.customFetch] = (url, { headers, ...options }) =>
      fetch(url, {
        ...options,
        headers: { ...headers, 'user-agent': 'meter-cli/1.2' },
      } as RequestInit);
    const device = await client.initiateDeviceAuthorization(app.config, {
      scope: 'usage:read',
      ...named,
    });
    const browser = openOauthBrowser();
    await decide(browser, await enterCode(browser, device.user_code), true);
    const [newest] = await listConnectedApps(ada);
    expect(newest?.device).toBe(expected);
  }
});
