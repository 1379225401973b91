import { readFileSync } from 'node:fs';
import * as client from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  authenticate,
  connect,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import {
  disconnectApp,
  listConnectedApps,
  narrowOwnAccess,
} from '@/lib/auth/oauth/authorization-server/connected-app';
import type { Principal } from '@/lib/auth/principal';
import { chooseOAuthStore } from '../chosen-store';
import { createMemoryStore } from '../memory-store';
import { createPostgresStore } from '../postgres-store.repository';
import { deleteApp, registerApp, rotateAppSecret } from '../register-app';
import type { OAuthStore } from '../store';
import { digestArtefact, pruneArtefacts } from '../stored-artefacts';
import { MAX_CONNECTIONS } from '../stored-grants';
import { DIRECTORY, makePerson } from './authorization-host';

const { DATABASE_URL } = process.env;
const invalidGrant = { error: 'invalid_grant' };
const invalidToken = { slug: 'invalid-token', status: 401 };

async function openPostgres(url: string): Promise<OAuthStore> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(readFileSync('schema.sql', 'utf8'));
  await client.end();
  return createPostgresStore(url);
}

const STORES = [
  { name: 'in memory', open: async (): Promise<OAuthStore> => createMemoryStore() },
  ...(DATABASE_URL ? [{ name: 'in PostgreSQL', open: () => openPostgres(DATABASE_URL) }] : []),
];

provideAuthorizationWorld();

describe.each(STORES)('$name', ({ open }) => {
  let store: OAuthStore;
  let ada: Principal;
  let developer: Principal;
  let app: ThirdParty;

  beforeAll(async () => {
    store = await open();
    chooseOAuthStore(store, DIRECTORY);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    ada = await makePerson('Ada');
    developer = await makePerson('Developer');
    app = await makeThirdParty(developer);
  });

  test('of several redemptions of one code at once, at most one succeeds', async () => {
    const digest = digestArtefact('AuthorizationCode', ada.userId);
    const nothing = { grantId: null, uidDigest: null, userCodeDigest: null, consumedAt: null };
    const expiresAt = new Date(Date.now() + 60_000);
    const code = { digest, kind: 'AuthorizationCode', payload: {}, expiresAt, ...nothing };
    expect(await store.insertArtefact(code)).toBe(true);
    expect(await store.insertArtefact(code)).toBe(false);
    const wins = await Promise.all([1, 2, 3, 4].map(() => store.consumeArtefact(digest)));
    expect(wins.filter(Boolean)).toHaveLength(1);
  });

  test('refreshing gives a new token, and the same answer to a retry within seconds', async () => {
    const first = await connect(app, ada);
    const refresh = () => client.refreshTokenGrant(app.config, first.refresh_token ?? '');
    const answers = await Promise.all([refresh(), refresh(), refresh()]);
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect((await authenticate(answers[0]?.access_token ?? '')).userId).toBe(ada.userId);
  });

  test('a used refresh token that comes back later ends the whole family', async () => {
    const first = await connect(app, ada);
    const used = first.refresh_token ?? '';
    const second = await client.refreshTokenGrant(app.config, used);
    const digest = digestArtefact('RefreshToken', used);
    const stored = await store.findArtefact({ digest });
    expect(stored?.consumedAt).toBeInstanceOf(Date);
    await store.deleteArtefact(digest);
    if (stored)
      await store.insertArtefact({ ...stored, consumedAt: new Date(Date.now() - 11_000) });
    await expect(client.refreshTokenGrant(app.config, used)).rejects.toMatchObject(invalidGrant);
    await expect(authenticate(second.access_token)).rejects.toMatchObject(invalidToken);
    await expect(
      client.refreshTokenGrant(app.config, second.refresh_token ?? ''),
    ).rejects.toMatchObject(invalidGrant);
  });

  test('a person disconnects an app, and its next call fails', async () => {
    const tokens = await connect(app, ada);
    const [connected] = await listConnectedApps(ada);
    expect(connected).toMatchObject({ name: 'Usage Charts', mode: 'test' });
    await expect(disconnectApp(developer, connected?.id ?? '')).rejects.toMatchObject({
      slug: 'not-found',
    });
    await disconnectApp(ada, connected?.id ?? '');
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
    expect(await listConnectedApps(ada)).toEqual([]);
  });

  test('an app gives up scopes for good', async () => {
    const tokens = await connect(app, ada);
    await narrowOwnAccess(await authenticate(tokens.access_token), ['events:write']);
    expect((await authenticate(tokens.access_token)).scopes.has('events:write')).toBe(false);
  });

  test('the oldest of too many devices is disconnected', async () => {
    const oldest = await connect(app, ada);
    for (let device = 0; device < MAX_CONNECTIONS; device += 1) await connect(app, ada);
    await expect(authenticate(oldest.access_token)).rejects.toMatchObject(invalidToken);
    expect(await listConnectedApps(ada)).toHaveLength(MAX_CONNECTIONS);
  });

  test('someone who left the workspace has lent nothing any more', async () => {
    const tokens = await connect(app, ada);
    chooseOAuthStore(store, { ...DIRECTORY, findMembership: async () => null });
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
    chooseOAuthStore(store, DIRECTORY);
    expect((await authenticate(tokens.access_token)).userId).toBe(ada.userId);
  });

  test('a rotated secret is good for a day beside the new one, and no app outlives its deletion', async () => {
    const { refresh_token: token = '', access_token: access } = await connect(app, ada);
    await rotateAppSecret(developer, app.clientId);
    await client.refreshTokenGrant(app.config, token);
    await expect(deleteApp(ada, app.clientId)).rejects.toMatchObject({ slug: 'not-found' });
    await deleteApp(developer, app.clientId);
    await expect(authenticate(access)).rejects.toMatchObject(invalidToken);
    const tokens = client.tokenIntrospection(app.config, access);
    await expect(tokens).rejects.toMatchObject({ status: 401 });
  });

  test('a device gets a code to show, and nothing until a person has allowed it', async () => {
    const started = await client.initiateDeviceAuthorization(app.config, { scope: 'usage:read' });
    expect(started.user_code).toMatch(/^\w{4}-\w{4}$/);
    const key = { userCodeDigest: digestArtefact('user_code', started.user_code.replace('-', '')) };
    expect(await store.findArtefact(key)).toMatchObject({ kind: 'DeviceCode' });
    const response = await fetch(app.config.serverMetadata().token_endpoint ?? '', {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${app.clientId}:${app.secret}`)}` },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: started.device_code,
      }),
    });
    expect(await response.json()).toMatchObject({ error: 'authorization_pending' });
  });

  test('what an app registers is checked', async () => {
    const input = { name: 'x', scopes: ['usage:read'] };
    for (const uri of ['http://evil.example/', 'https://a.example/#x', 'https://*.example/']) {
      await expect(registerApp(developer, { ...input, redirectUris: [uri] })).rejects.toMatchObject(
        { slug: 'validation-failed' },
      );
    }
  });

  test('what has ended is pruned, what shows a replay is kept for a week', async () => {
    const { refresh_token: token = '' } = await connect(app, ada);
    await client.refreshTokenGrant(app.config, token);
    const digest = digestArtefact('RefreshToken', token);
    await pruneArtefacts();
    expect(await store.findArtefact({ digest })).toBeDefined();
    await pruneArtefacts(new Date(Date.now() + 8 * 86_400_000));
    expect(await store.findArtefact({ digest })).toBeUndefined();
  });
});
