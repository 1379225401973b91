import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import {
  breakStandIn,
  connect,
  makeOwner,
  provideConnectionWorld,
} from '@/e2e/oauth/support/connection-world';
import { db } from '@/lib/db';
import type * as Lock from './connection-lock.repository';
import type { ConnectionProvider } from './connection-provider';
import { callSlack } from './slack-api';
import { readAccessToken, withConnection } from './with-connection';
import { readDriveAccount } from './read-account';

const world = provideConnectionWorld();

afterEach(() => {
  vi.doUnmock('./connection-lock.repository');
  vi.doUnmock('@/lib/once-per-process');
});

/** As after half a day. */
const makeDue = (id: string) =>
  db().connection.update({ where: { id }, data: { accessTokenExpiresAt: new Date() } });

const rowOf = (id: string) => db().connection.findUniqueOrThrow({ where: { id } });

/** How often the stand-in has handed out a refresh token. */
const refreshTokens = () =>
  Object.values(world.at().slack.state.tokens).filter(({ kind }) => kind === 'refresh').length;

const ask = (provider: ConnectionProvider) => async (token: string) => {
  if (provider === 'slack') await callSlack(token, 'auth.test');
  else await readDriveAccount(token);
};

test('a token that lasts is used as it is', async () => {
  const { principal } = await makeOwner();
  const id = await connect(principal, 'slack');
  const one = await readAccessToken(id);
  expect(await readAccessToken(id)).toEqual(one);
});

test('a token that is about to end is renewed before it is used, and the refresh token rotates', async () => {
  const { principal } = await makeOwner();
  const id = await connect(principal, 'slack');
  const [before, old] = [await rowOf(id), await readAccessToken(id)];
  await makeDue(id);
  const renewed = await readAccessToken(id);
  expect(renewed.value).not.toBe(old.value);
  const after = await rowOf(id);
  expect(after.refreshToken).not.toBe(before.refreshToken);
  expect(after.accessTokenExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 11 * 3_600_000);
});

test.each([
  ['slack', 'T0ANALYTIC'],
  ['drive', 'ada'],
] as const)(
  '%s: a token that ended early is renewed, and the call made again',
  async (provider, account) => {
    const { principal } = await makeOwner();
    const id = await connect(principal, provider);
    await breakStandIn(world.origin(provider), account, 'expired-token');
    await withConnection(id, ask(provider));
    expect(await rowOf(id)).toMatchObject({ status: 'active', tokenVersion: 2 });
  },
);

test.each([
  ['slack', 'T0ANALYTIC', 'revoked'],
  ['drive', 'ada', 'refresh-refused'],
] as const)(
  '%s: what is revoked at the provider needs a person here',
  async (provider, account, reason) => {
    const { principal } = await makeOwner();
    const id = await connect(principal, provider);
    await breakStandIn(world.origin(provider), account, 'revoked');
    const refused = expect.objectContaining({ name: 'ReconnectNeededError', reason });
    await expect(withConnection(id, ask(provider))).rejects.toEqual(refused);
    expect(await rowOf(id)).toMatchObject({ status: 'reconnect', reason });
    await expect(readAccessToken(id)).rejects.toEqual(refused);
    const { workspaceId } = principal;
    const audit = await db().auditEvent.findMany({
      where: { workspaceId },
      orderBy: { sequence: 'asc' },
    });
    expect(audit.map(({ action }) => action)).toEqual([
      'connection.connected',
      'connection.reconnect-needed',
    ]);

    expect(await connect(principal, provider)).toBe(id);
    await withConnection(id, ask(provider));
  },
);

test('a provider that is down changes nothing', async () => {
  const { principal } = await makeOwner();
  const id = await connect(principal, 'slack');
  await makeDue(id);
  await breakStandIn(world.origin('slack'), 'T0ANALYTIC', 'down');
  await expect(readAccessToken(id)).rejects.toMatchObject({ name: 'ProviderUnreachableError' });
  await breakStandIn(world.origin('slack'), 'T0ANALYTIC', null);
  await readAccessToken(id);
  expect((await rowOf(id)).status).toBe('active');
});

test('two processes that need a new token at once refresh once', async () => {
  const { principal } = await makeOwner();
  const id = await connect(principal, 'slack');
  await makeDue(id);
  const before = refreshTokens();
  const script = 'e2e/oauth/support/read-token-process.ts';
  const children = [0, 1].map(() =>
    fork('scripts/run.mjs', [script, id], { env: { ...process.env, ENV_FILE: '' } }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  const answers = children.map((child) => once(child, 'message'));
  for (const child of children) child.send('go');
  const digests = (await Promise.all(answers)).flatMap(
    ([answer]) => answer.digests ?? [answer.error],
  );
  expect(digests).toHaveLength(10);
  expect(new Set(digests).size).toBe(1);
  expect(refreshTokens()).toBe(before + 1);
  expect(await rowOf(id)).toMatchObject({ status: 'active', tokenVersion: 2 });
}, 180_000);

test('without the lock two refreshes end the connection', async () => {
  const { principal } = await makeOwner();
  const id = await connect(principal, 'slack');
  await makeDue(id);
  // Both have read the row before either asks the provider.
  let arrived = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  vi.doMock('@/lib/once-per-process', () => ({
    oncePerProcess: <T>(_name: string, make: () => T) => make(),
  }));
  const { lockConnection: lock } = await vi.importActual<typeof Lock>(
    './connection-lock.repository',
  );
  vi.doMock('./connection-lock.repository', () => ({
    lockConnection: async (...[connection, decide]: Parameters<typeof lock>) => {
      const row = await rowOf(connection);
      arrived += 1;
      if (arrived === 2) open();
      await both;
      const change = await decide(row);
      await lock(connection, async () => change);
    },
  }));
  const load = async () => {
    vi.resetModules();
    return (await import('./refresh-connection')).refreshConnection;
  };
  const [one, other] = [await load(), await load()];
  await Promise.all([one(id, 1), other(id, 1)]);
  expect((await rowOf(id)).status).toBe('reconnect');
});
