import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  authenticate,
  connect,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import { countStatements } from '@/e2e/support/count-statements';
import { closeApiKeyCache, openApiKeyCache } from '@/lib/auth/api-key/api-key-cache';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import {
  accessTokenListener,
  describeAccessTokenCache,
  recallAccessToken,
} from './access-token-cache';
import { disconnectApp, listConnectedApps } from './connected-app';
import { findAccessToken } from './stored-access-token.repository';

provideAuthorizationWorld();

let ada: Principal;
let app: ThirdParty;
let token: string;

const isTrusted = () => describeAccessTokenCache().trusted;
const refused = { slug: 'invalid-token', status: 401 };
/** As another process would: nothing here learns of it but by the notification. */
const elsewhere = (sql: string, ...values: unknown[]) => dbPool().query(sql, values);

beforeAll(async () => {
  openApiKeyCache(accessTokenListener);
  await vi.waitUntil(isTrusted);
});
afterAll(closeApiKeyCache);
afterEach(() => vi.useRealTimers());

beforeEach(async () => {
  await elsewhere('delete from oauth_grant');
  await vi.waitUntil(() => describeAccessTokenCache().entries === 0);
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'));
  token = (await connect(app, ada)).access_token;
  await authenticate(token);
});

test('a token that was looked up once costs no statement', async () => {
  const hits = await countStatements(async () => {
    for (let turn = 0; turn < 20; turn += 1) await authenticate(token);
  });
  expect(hits).toEqual([]);
});

describe('what another process changes holds at once', () => {
  const endings: { name: string; end: () => Promise<unknown> }[] = [
    {
      name: 'the grant is revoked',
      end: () =>
        elsewhere('update oauth_grant set revoked_at = now() where user_id = $1', ada.userId),
    },
    {
      name: 'the token is deleted',
      end: () => elsewhere("delete from oauth_artefact where kind = 'AccessToken'"),
    },
    {
      name: 'the person is suspended',
      end: () =>
        elsewhere('update membership set suspended_at = now() where user_id = $1', ada.userId),
    },
    {
      name: 'the person leaves',
      end: () => elsewhere('delete from membership where user_id = $1', ada.userId),
    },
    {
      name: 'the person is deleted',
      end: () => elsewhere('delete from "user" where id = $1', ada.userId),
    },
    { name: 'the app is deleted', end: () => elsewhere('delete from oauth_app') },
    {
      name: 'the workspace is deleted',
      end: () => elsewhere('delete from workspace where id = $1', ada.workspaceId),
    },
  ];

  test.each(endings)('$name: 401', async ({ end }) => {
    await end();
    await vi.waitUntil(() => describeAccessTokenCache().entries === 0);
    await expect(authenticate(token)).rejects.toMatchObject(refused);
  });

  test('without the notification it would be served for seconds', async () => {
    await elsewhere('alter table oauth_grant disable trigger oauth_grant_changed');
    try {
      await elsewhere('update oauth_grant set revoked_at = now() where user_id = $1', ada.userId);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await authenticate(token)).userId).toBe(ada.userId);
    } finally {
      await elsewhere('alter table oauth_grant enable trigger oauth_grant_changed');
    }
  });

  test('fewer scopes, a lower role and new names', async () => {
    await elsewhere(
      `update oauth_grant set scopes = '{usage:read}' where user_id = $1`,
      ada.userId,
    );
    await vi.waitUntil(async () => (await authenticate(token)).scopes.size === 1);
    await elsewhere(`update membership set role = 'member' where user_id = $1`, ada.userId);
    await vi.waitUntil(async () => (await authenticate(token)).role === 'member');
    await elsewhere(`update "user" set name = 'Augusta' where id = $1`, ada.userId);
    await elsewhere(`update workspace set name = 'Engines' where id = $1`, ada.workspaceId);
    await elsewhere(`update oauth_app set name = 'Charts'`);
    const names = { user: 'Augusta', workspace: 'Engines', credential: 'Charts' };
    await vi.waitFor(async () => expect((await authenticate(token)).names).toEqual(names));
  });
});

test('in this process it holds without waiting for the notification', async () => {
  const [connected] = await listConnectedApps(ada);
  await disconnectApp(ada, connected?.id ?? '');
  await expect(authenticate(token)).rejects.toMatchObject(refused);
});

test('a token of the same grant that is still good is no way back for one that ended', async () => {
  const sibling = (await connect(app, ada)).access_token;
  await authenticate(sibling);
  const [{ digest }] = (
    await elsewhere(`select digest from oauth_artefact where kind = 'AccessToken'
      and grant_id = (select id from oauth_grant order by created_at limit 1)`)
  ).rows;
  await elsewhere('delete from oauth_artefact where digest = $1', digest);
  await vi.waitUntil(() => describeAccessTokenCache().grants === 1);
  await authenticate(sibling);
  await expect(authenticate(token)).rejects.toMatchObject(refused);
});

test('a remembered token ends at its time', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 899_000 });
  await authenticate(token);
  vi.setSystemTime(Date.now() + 2_000);
  await expect(authenticate(token)).rejects.toMatchObject(refused);
});

test('what is revoked between reading and remembering is not remembered', async () => {
  const other = (await connect(app, ada)).access_token;
  await recallAccessToken(other, async (value) => {
    const stored = await findAccessToken(value);
    await elsewhere('update oauth_grant set revoked_at = now() where user_id = $1', ada.userId);
    await vi.waitUntil(() => describeAccessTokenCache().entries === 0);
    return stored;
  });
  await expect(authenticate(other)).rejects.toMatchObject(refused);
});

test('with the channel down nothing remembered is served, and it comes back', async () => {
  await elsewhere(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'tollgate notifications' and datname = current_database()`,
  );
  await vi.waitUntil(() => !isTrusted());
  expect(describeAccessTokenCache().entries).toBe(0);
  const direct = await countStatements(async () => {
    await authenticate(token);
    await authenticate(token);
  });
  expect(direct.filter((text) => text.startsWith('select a.payload'))).toHaveLength(2);
  await vi.waitUntil(isTrusted, { timeout: 10_000 });
});

test('a last use is noted once a minute, and is no change that drops the token', async () => {
  const [before] = await listConnectedApps(ada);
  expect(before?.lastUsedAt).not.toBeNull();
  const { entries } = describeAccessTokenCache();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  const statements = await countStatements(async () => {
    for (let turn = 0; turn < 5; turn += 1) await authenticate(token);
  });
  expect(statements.filter((text) => /update.*oauth_grant/i.test(text))).toHaveLength(1);
  expect(describeAccessTokenCache().entries).toBe(entries);
});
