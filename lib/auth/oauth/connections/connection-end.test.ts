import { expect, test } from 'vitest';
import {
  breakStandIn,
  connect,
  makeOwner,
  provideConnectionWorld,
} from '@/e2e/oauth/support/connection-world';
import { createPerson } from '@/e2e/support/test-workspace';
import { db } from '@/lib/db';
import { checkConnections } from './check-connection';
import { disconnect } from './disconnect';
import { readAccessToken } from './with-connection';

const world = provideConnectionWorld();

const ACCOUNTS = { slack: 'T0ANALYTIC', drive: 'ada' } as const;
const HOUR_MS = 3_600_000;

const slackSays = async (token: string, method: string) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const url = `${world.origin('slack')}/api/${method}`;
  return (await fetch(url, { method: 'POST', headers, body: '{}' })).json();
};
const driveSays = async (token: string, path: string) =>
  (
    await fetch(`${world.origin('drive')}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
  ).status;

test('disconnecting revokes at the provider, then forgets', async () => {
  const { principal } = await makeOwner();
  const slack = await readAccessToken(await connect(principal, 'slack'));
  const drive = await readAccessToken(await connect(principal, 'drive'));
  expect(await disconnect(principal, 'slack')).toBe('disconnected');
  expect(await disconnect(principal, 'drive')).toBe('disconnected');
  expect(await db().connection.count()).toBe(0);
  expect(await slackSays(slack.value, 'auth.test')).toEqual({ ok: false, error: 'token_revoked' });
  expect(await driveSays(drive.value, '/drive/v3/files')).toBe(401);
});

test.each(['slack', 'drive'] as const)(
  '%s down: nothing is forgotten unless asked for',
  async (provider) => {
    const { principal } = await makeOwner();
    await connect(principal, provider);
    await breakStandIn(world.origin(provider), ACCOUNTS[provider], 'down');
    expect(await disconnect(principal, provider)).toBe('unreachable');
    expect(await db().connection.count()).toBe(1);
    expect(await disconnect(principal, provider, true)).toBe('disconnected');
    const event = await db().auditEvent.findFirstOrThrow({ orderBy: { sequence: 'desc' } });
    expect(event).toMatchObject({
      action: 'connection.disconnected',
      detail: { provider, revoked_at_provider: false },
    });
  },
);

test.each(['slack', 'drive'] as const)(
  '%s: what the provider ended already is no obstacle',
  async (provider) => {
    const { principal } = await makeOwner();
    await connect(principal, provider);
    await breakStandIn(world.origin(provider), ACCOUNTS[provider], 'revoked');
    expect(await disconnect(principal, provider)).toBe('disconnected');
  },
);

test('a member and another tenant disconnect nothing', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'slack');
  const { workspaceId } = principal;
  const member = await createPerson({ name: 'Grace', workspaceId, role: 'member' });
  await expect(disconnect(member, 'slack')).rejects.toMatchObject({ slug: 'forbidden' });
  const { principal: mallory } = await makeOwner('Mallory');
  await expect(disconnect(mallory, 'slack')).rejects.toMatchObject({ slug: 'not-found' });
  const live = { ...principal, mode: 'live' as const };
  await expect(disconnect(live, 'slack')).rejects.toMatchObject({ slug: 'not-found' });
});

test('a revocation at the provider is noticed without anybody using the connection', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'slack');
  await connect(principal, 'drive');
  await breakStandIn(world.origin('drive'), 'ada', 'revoked');
  expect(await checkConnections()).toBe(0);
  expect(await checkConnections(new Date(Date.now() + HOUR_MS))).toBe(2);
  const rows = await db().connection.findMany({ orderBy: { provider: 'asc' } });
  expect(rows.map(({ provider, status }) => [provider, status])).toEqual([
    ['slack', 'active'],
    ['drive', 'reconnect'],
  ]);
});

test('the token for Slack posts and reads nothing; the one for Drive sees no file of others', async () => {
  const { principal } = await makeOwner();
  const slack = await readAccessToken(await connect(principal, 'slack'));
  for (const method of [
    'conversations.history',
    'im.history',
    'conversations.list',
    'users.list',
  ]) {
    expect(await slackSays(slack.value, method)).toMatchObject({
      ok: false,
      error: 'missing_scope',
    });
  }
  const drive = await readAccessToken(await connect(principal, 'drive'));
  expect(world.at().drive.state.files['private-ada']).toBeDefined();
  expect(await driveSays(drive.value, '/drive/v3/files/private-ada')).toBe(404);
  expect(await driveSays(drive.value, '/drive/v3/files/private-ada?alt=media')).toBe(404);
});
