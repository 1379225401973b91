import * as client from 'openid-client';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  appOrigin,
  authenticate,
  buildRequest,
  connect,
  consent,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import { countStatements } from '@/e2e/support/count-statements';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { toPublicId } from '@/lib/public-id';
import { rotateAppSecret } from './app-registration';
import { pruneArtefacts } from './artefact.repository';
import { disconnectApp, listConnectedApps } from './connected-app';

provideAuthorizationWorld();

let ada: Principal;
let developer: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await db().user.deleteMany();
  await db().oAuthArtefact.deleteMany();
  ada = await makePrincipal('Ada');
  developer = await makePrincipal('Developer');
  app = await makeThirdParty(developer);
});

const invalidGrant = { error: 'invalid_grant' };
const invalidToken = { slug: 'invalid-token', status: 401 };

/** What the audit log of Ada's workspace says, oldest first: who did what. */
async function readAudit(): Promise<string[]> {
  const rows = await db().auditEvent.findMany({
    where: { workspaceId: ada.workspaceId },
    orderBy: { sequence: 'asc' },
  });
  return rows.map(({ actor, action }) => `${actor} ${action}`);
}

async function ageUsedTokens(seconds: number): Promise<void> {
  await db().$executeRaw`
    update oauth_artefact set consumed_at = consumed_at - ${seconds} * interval '1 second'
    where consumed_at is not null`;
}

describe('refreshing', () => {
  test('gives a new token each time, and ends when the grant ends', async () => {
    const first = await connect(app, ada);
    const second = await client.refreshTokenGrant(app.config, first.refresh_token ?? '');
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await authenticate(second.access_token)).userId).toBe(ada.userId);
    await db().oAuthGrant.updateMany({ data: { expiresAt: new Date() } });
    await expect(
      client.refreshTokenGrant(app.config, second.refresh_token ?? ''),
    ).rejects.toMatchObject(invalidGrant);
    await expect(authenticate(second.access_token)).rejects.toMatchObject(invalidToken);
  });

  test('A13: a used token ends the whole family', async () => {
    const first = await connect(app, ada);
    const second = await client.refreshTokenGrant(app.config, first.refresh_token ?? '');
    await ageUsedTokens(11);
    await expect(
      client.refreshTokenGrant(app.config, first.refresh_token ?? ''),
    ).rejects.toMatchObject(invalidGrant);
    await expect(authenticate(second.access_token)).rejects.toMatchObject(invalidToken);
    await expect(
      client.refreshTokenGrant(app.config, second.refresh_token ?? ''),
    ).rejects.toMatchObject(invalidGrant);
    expect(await readAudit()).toEqual([
      `${toPublicId('usr', ada.userId)} oauth-app.connected`,
      'authorization-server oauth-app.disconnected',
    ]);
  });

  test('several at once all get the one successor', async () => {
    const { refresh_token: token = '' } = await connect(app, ada);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => client.refreshTokenGrant(app.config, token)),
    );
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(await db().oAuthArtefact.count({ where: { kind: 'RefreshToken' } })).toBe(2);
    await client.refreshTokenGrant(app.config, answers[0]?.refresh_token ?? '');
  });

  test('the retry window is for the app itself: a stolen token alone gets nothing', async () => {
    const { refresh_token: token = '' } = await connect(app, ada);
    await client.refreshTokenGrant(app.config, token);
    const other = await makeThirdParty(developer, { public: true });
    await expect(client.refreshTokenGrant(other.config, token)).rejects.toMatchObject(invalidGrant);
    const response = await fetch(`${appOrigin()}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${app.clientId}:tg_cs_wrong`)}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
    });
    expect(response.status).toBe(401);
  });
});

test('a refresh reads app, token and grant, and writes what is used up, two tokens and its response', async () => {
  const { refresh_token: token = '' } = await connect(app, ada);
  const statements = await countStatements(async () => {
    await client.refreshTokenGrant(app.config, token);
  });
  // The app of this test has a secret, too.
  expect(statements.filter((text) => !text.includes('secret_digest'))).toHaveLength(7);
});

describe('an app', () => {
  test('is disconnected by its user, and its next call fails', async () => {
    const tokens = await connect(app, ada);
    const [connected] = await listConnectedApps(ada);
    expect(connected).toMatchObject({ name: 'Usage Charts', mode: 'test' });
    await expect(disconnectApp(developer, connected?.id ?? '')).rejects.toMatchObject({
      slug: 'not-found',
    });
    await disconnectApp(ada, connected?.id ?? '');
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
    await expect(
      client.refreshTokenGrant(app.config, tokens.refresh_token ?? ''),
    ).rejects.toMatchObject(invalidGrant);
    expect(await listConnectedApps(ada)).toEqual([]);
    const person = toPublicId('usr', ada.userId);
    expect(await readAudit()).toEqual([
      `${person} oauth-app.connected`,
      `${person} oauth-app.disconnected`,
    ]);
  });

  test('loses what its user loses', async () => {
    const tokens = await connect(app, ada);
    await db().membership.deleteMany({ where: { userId: ada.userId } });
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
  });

  test('revokes its own tokens, and looks at no others', async () => {
    const tokens = await connect(app, ada);
    const other = await makeThirdParty(developer);
    const seen = await client.tokenIntrospection(other.config, tokens.access_token);
    expect(seen.active).toBe(false);
    const own = await client.tokenIntrospection(app.config, tokens.access_token);
    expect(own).toMatchObject({ active: true, client_id: app.clientId });
    expect(own.sub).toBe(toPublicId('usr', ada.userId));
    await client.tokenRevocation(app.config, tokens.refresh_token ?? '');
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
  });

  test('gets a new secret; the old one is good for a day', async () => {
    const { refresh_token: token = '' } = await connect(app, ada);
    const secret = await rotateAppSecret(developer, app.clientId);
    const { refresh_token: next = '' } = await client.refreshTokenGrant(app.config, token);
    await db().oAuthApp.updateMany({ data: { previousSecretExpiresAt: new Date() } });
    await expect(client.refreshTokenGrant(app.config, next)).rejects.toMatchObject({
      status: 401,
    });
    const metadata = app.config.serverMetadata();
    const renewed = new client.Configuration(
      metadata,
      app.clientId,
      undefined,
      client.ClientSecretBasic(secret),
    );
    client.allowInsecureRequests(renewed);
    await client.refreshTokenGrant(renewed, next);
  });
});

describe('A15: an access token', () => {
  test('without the scope has not got it, for another API or of another kind is refused', async () => {
    const tokens = await connect(app, ada, { scopes: [] });
    const principal = await authenticate(tokens.access_token);
    expect([...principal.scopes]).toEqual(['usage:read']);
    for (const wrong of [
      tokens.refresh_token ?? '',
      `tg_at_${'0'.repeat(43)}`,
      'eyJhbGciOiJub25lIn0.e30.',
    ]) {
      await expect(authenticate(wrong)).rejects.toMatchObject(invalidToken);
    }
    await db().$executeRaw`
      update oauth_artefact set payload = jsonb_set(payload, '{aud}', '"https://other.example/api"')
      where kind = 'AccessToken'`;
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
  });

  test('is not given out for another API', async () => {
    const { url } = await buildRequest(app, { resource: 'https://other.example/api' });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.headers.get('location')).toContain('error=invalid_target');
  });
});

describe('nothing lives longer than it says', () => {
  const expire = (kind: string, agoMs = 1_000) =>
    db().oAuthArtefact.updateMany({
      where: { kind },
      data: { expiresAt: new Date(Date.now() - agoMs) },
    });

  test('a code is good for a minute', async () => {
    const { url, checks } = await buildRequest(app);
    const callback = await consent(ada, url);
    const code = await db().oAuthArtefact.findFirstOrThrow({
      where: { kind: 'AuthorizationCode' },
    });
    const seconds = (code.expiresAt.getTime() - Date.now()) / 1000;
    expect(seconds).toBeLessThanOrEqual(60);
    await expire('AuthorizationCode');
    await expect(client.authorizationCodeGrant(app.config, callback, checks)).rejects.toMatchObject(
      invalidGrant,
    );
  });

  test('an access token is good for a quarter of an hour', async () => {
    const tokens = await connect(app, ada);
    expect(tokens.expires_in).toBe(900);
    await expire('AccessToken');
    await expect(authenticate(tokens.access_token)).rejects.toMatchObject(invalidToken);
    await client.refreshTokenGrant(app.config, tokens.refresh_token ?? '');
  });

  test('every kind that has ended is pruned, and what has not stays', async () => {
    await connect(app, ada);
    const dayMs = 86_400_000;
    await expire('AccessToken', dayMs);
    await expire('AuthorizationCode', dayMs);
    await pruneArtefacts();
    const kinds = await db().oAuthArtefact.findMany({ select: { kind: true } });
    const left = new Set(kinds.map(({ kind }) => kind));
    expect(left.has('RefreshToken')).toBe(true);
    expect(left.has('AccessToken')).toBe(false);
    expect(left.has('AuthorizationCode')).toBe(false);
  });
});

test('what has ended is pruned, what shows a replay is kept for a week', async () => {
  const { refresh_token: token = '' } = await connect(app, ada);
  await client.refreshTokenGrant(app.config, token);
  await pruneArtefacts();
  const used = () => db().oAuthArtefact.count({ where: { consumedAt: { not: null } } });
  expect(await used()).toBeGreaterThan(0);
  await pruneArtefacts(new Date(Date.now() + 8 * 86_400_000));
  expect(await used()).toBe(0);
});
