import * as client from 'openid-client';
import { beforeEach, expect, test } from 'vitest';
import {
  askConsent,
  authenticate,
  buildRequest,
  connect,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
  REDIRECT_URI,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import {
  changeApp,
  deleteApp,
  endSecretOverlap,
  getApp,
  listApps,
  registerApp,
  rotateAppSecret,
} from './app-registration';

provideAuthorizationWorld();

let developer: Principal;

beforeEach(async () => {
  await db().user.deleteMany();
  developer = await makePrincipal('Developer');
});

const withRedirect = (uri: string) =>
  registerApp(developer, { name: 'App', redirectUris: [uri], scopes: ['usage:read'] });

test.each([
  'http://app.example/callback',
  'https://app.example/callback#part',
  'https://user@app.example/callback',
  'https://app.example/a/../callback',
  'https://APP.example/callback',
  'https://*.app.example/callback',
  'https://app.example\\@evil.example/',
  'javascript:alert(1)',
  'com.example.app:/callback',
  '//app.example/callback',
  '/callback',
  '',
])('redirect addresses that some parser reads differently are not registered: %s', async (uri) => {
  await expect(withRedirect(uri)).rejects.toMatchObject({
    slug: 'validation-failed',
    options: { errors: [{ pointer: '/redirectUris/0' }] },
  });
});

test('fields that nobody asked for are refused', async () => {
  const input = { name: 'App', redirectUris: [], scopes: ['usage:read'], workspaceId: 'x' };
  await expect(registerApp(developer, input)).rejects.toMatchObject({ slug: 'validation-failed' });
});

test('a member may not register, change or delete', async () => {
  const app = await makeThirdParty(developer);
  const member: Principal = { ...developer, role: 'member' };
  const change = { name: 'x', redirectUris: [] };
  for (const attempt of [
    () => registerApp(member, { name: 'x', redirectUris: [], scopes: ['usage:read'] }),
    () => changeApp(member, app.clientId, change),
    () => rotateAppSecret(member, app.clientId),
    () => deleteApp(member, app.clientId),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ slug: 'forbidden', status: 403 });
  }
});

test("another workspace's app answers as one that does not exist", async () => {
  const app = await makeThirdParty(developer);
  const stranger = await makePrincipal('Stranger');
  for (const id of [app.clientId, 'app_0000000000000000000000', 'nonsense']) {
    await expect(getApp(stranger, id)).rejects.toMatchObject({ slug: 'not-found' });
    await expect(rotateAppSecret(stranger, id)).rejects.toMatchObject({ slug: 'not-found' });
    await expect(deleteApp(stranger, id)).rejects.toMatchObject({ slug: 'not-found' });
  }
  expect(await listApps(developer)).toHaveLength(1);
});

test('people and permissions are counted apart, and end with the app', async () => {
  const app = await makeThirdParty(developer);
  const ada = await makePrincipal('Ada');
  const tokens = await connect(app, ada, { mode: 'test' });
  await connect(app, ada, { mode: 'live' });
  expect(await getApp(developer, app.clientId)).toMatchObject({ users: 1, grants: 2 });
  await deleteApp(developer, app.clientId);
  await expect(authenticate(tokens.access_token)).rejects.toMatchObject({ slug: 'invalid-token' });
  await expect(
    client.refreshTokenGrant(app.config, tokens.refresh_token ?? ''),
  ).rejects.toMatchObject({ status: 401 });
});

test('an address that was taken away is refused from then on', async () => {
  const app = await makeThirdParty(developer);
  const moved = 'http://localhost:9/moved';
  await changeApp(developer, app.clientId, { name: 'Moved', redirectUris: [moved] });
  const { url } = await buildRequest(app);
  const { response } = await askConsent(openOauthBrowser(), url);
  expect(response.status).toBe(400);
  const { url: next } = await buildRequest(app, { redirect_uri: moved });
  expect((await askConsent(openOauthBrowser(), next)).uid).toBeDefined();
  expect(REDIRECT_URI).not.toBe(moved);
});

test('the overlap of a secret can be ended at once', async () => {
  const app = await makeThirdParty(developer);
  const { refresh_token: token = '' } = await connect(app, await makePrincipal('Ada'));
  await rotateAppSecret(developer, app.clientId);
  expect((await getApp(developer, app.clientId)).overlapEndsAt).toBeInstanceOf(Date);
  const { refresh_token: next = '' } = await client.refreshTokenGrant(app.config, token);
  await endSecretOverlap(developer, app.clientId);
  expect((await getApp(developer, app.clientId)).overlapEndsAt).toBeNull();
  await expect(client.refreshTokenGrant(app.config, next)).rejects.toMatchObject({ status: 401 });
  await expect(endSecretOverlap(developer, app.clientId)).rejects.toMatchObject({
    slug: 'not-found',
  });
});

test('every change is in the audit log, and no secret is', async () => {
  const app = await makeThirdParty(developer);
  const secret = await rotateAppSecret(developer, app.clientId);
  await endSecretOverlap(developer, app.clientId);
  await deleteApp(developer, app.clientId);
  const rows = await db().auditEvent.findMany({
    where: { workspaceId: developer.workspaceId },
    orderBy: { sequence: 'asc' },
  });
  expect(rows.map(({ action }) => action)).toEqual([
    'oauth-app.registered',
    'oauth-app.secret-rotated',
    'oauth-app.secret-overlap-ended',
    'oauth-app.deleted',
  ]);
  expect(rows.every(({ object }) => object === app.clientId)).toBe(true);
  expect(
    JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  ).not.toContain(secret);
});
