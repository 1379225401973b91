import * as client from 'openid-client';
import { beforeEach, expect, test } from 'vitest';
import {
  authenticate,
  connect,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { disconnectApp, listConnectedApps } from './connected-app';
import { MAX_CONNECTIONS } from './grant.repository';

provideAuthorizationWorld();

const invalidToken = { slug: 'invalid-token', status: 401 };

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await db().user.deleteMany();
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'), { public: true });
});

test('a second device leaves the first one connected, refresh token included', async () => {
  const laptop = await connect(app, ada, { device: 'Laptop' });
  const server = await connect(app, ada, { device: 'Build server' });
  expect((await authenticate(laptop.access_token)).userId).toBe(ada.userId);
  expect((await authenticate(server.access_token)).userId).toBe(ada.userId);
  await client.refreshTokenGrant(app.config, laptop.refresh_token ?? '');
  expect((await listConnectedApps(ada)).map(({ device }) => device)).toEqual([
    'Build server',
    'Laptop',
  ]);
});

test('one device is disconnected, the other is not', async () => {
  const laptop = await connect(app, ada, { device: 'Laptop' });
  const server = await connect(app, ada, { device: 'Build server' });
  const lost = (await listConnectedApps(ada)).find(({ device }) => device === 'Laptop');
  expect(await disconnectApp(ada, lost?.id ?? '')).toBe(1);
  await expect(authenticate(laptop.access_token)).rejects.toMatchObject(invalidToken);
  expect((await authenticate(server.access_token)).userId).toBe(ada.userId);
});

test("all of one app's connections end at once, another person's do not", async () => {
  const grace = await makePrincipal('Grace');
  const mine = [await connect(app, ada), await connect(app, ada)];
  const hers = await connect(app, grace);
  expect(await disconnectApp(ada, app.clientId)).toBe(2);
  for (const { access_token: token } of mine) {
    await expect(authenticate(token)).rejects.toMatchObject(invalidToken);
  }
  expect((await authenticate(hers.access_token)).userId).toBe(grace.userId);
  await expect(disconnectApp(ada, app.clientId)).rejects.toMatchObject({ slug: 'not-found' });
});

test('the oldest connection makes room for one too many, and the audit log says why', async () => {
  const tokens: string[] = [];
  for (let count = 0; count <= MAX_CONNECTIONS; count += 1) {
    tokens.push((await connect(app, ada)).access_token);
  }
  const [oldest = '', ...rest] = tokens;
  await expect(authenticate(oldest)).rejects.toMatchObject(invalidToken);
  for (const token of rest) expect((await authenticate(token)).userId).toBe(ada.userId);
  expect(await listConnectedApps(ada)).toHaveLength(MAX_CONNECTIONS);
  const event = await db().auditEvent.findFirst({
    where: { action: 'oauth-app.disconnected', workspaceId: ada.workspaceId },
  });
  expect(event?.detail).toMatchObject({ reason: 'connection-limit' });
});

test('a connection without a name is called after the browser that allowed it', async () => {
  await connect(app, ada);
  expect((await listConnectedApps(ada))[0]?.device).toBe('Unknown device');
  await connect(app, ada, { device: '  ' });
  expect((await listConnectedApps(ada))[0]?.device).toBe('Unknown device');
});
