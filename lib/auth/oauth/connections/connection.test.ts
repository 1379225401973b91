import { expect, test } from 'vitest';
import {
  allow,
  allowConnection,
  asConnecting,
  breakStandIn,
  connect,
  makeOwner,
  provideConnectionWorld,
} from '@/e2e/oauth/support/connection-world';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { beginConnection } from './begin-connection';
import { completeConnection } from './complete-connection';
import type { ConnectionProvider } from './connection-provider';
import { listConnections } from './list-connections';

const world = provideConnectionWorld();

const complete = (principal: Principal, provider: ConnectionProvider, callback: URL) =>
  completeConnection(asConnecting(principal), provider, callback.searchParams);
const refusedAs = (reason: string) => expect.objectContaining({ reason });
const stored = () => db().connection.count();

test.each(['slack', 'drive'] as const)(
  '%s is connected with the one scope it needs',
  async (provider) => {
    const { principal } = await makeOwner();
    await connect(principal, provider);
    const view = (await listConnections(principal)).find((one) => one.provider === provider);
    expect(view?.connection).toMatchObject({
      status: 'active',
      accountName: provider === 'slack' ? 'Analytical Engines' : 'ada@example.com',
      connectedBy: 'Ada',
      scopes: [provider === 'slack' ? 'chat:write' : 'https://www.googleapis.com/auth/drive.file'],
    });
    const audit = await db().auditEvent.findMany({ where: { workspaceId: principal.workspaceId } });
    expect(audit.map(({ action }) => action)).toEqual(['connection.connected']);
  },
);

test('the database row alone shows no token', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'slack');
  await connect(principal, 'drive');
  const rows = JSON.stringify(await db().connection.findMany());
  expect(rows).not.toMatch(/xoxe|ya29\.|1\/\//);
  expect(rows.match(/eyJ[\w-]+\.\.[\w-]+\./g)).toHaveLength(4);
});

test('a member can look and not connect', async () => {
  const { principal } = await makeOwner();
  await connect(principal, 'slack');
  const { workspaceId } = principal;
  const member = await createPerson({ name: 'Grace', workspaceId, role: 'member' });
  expect((await listConnections(member))[0]?.connection?.accountName).toBe('Analytical Engines');
  await expect(beginConnection(member, 'drive')).rejects.toMatchObject({ slug: 'forbidden' });
});

test('who is no longer an owner when they come back connects nothing', async () => {
  const { principal, person } = await makeOwner();
  const callback = await allowConnection(principal, 'slack');
  const demoted = {
    ...person,
    workspaces: [{ id: principal.workspaceId, role: 'member' as const }],
  };
  await expect(completeConnection(demoted, 'slack', callback.searchParams)).rejects.toEqual(
    refusedAs('not-owner'),
  );
});

test('a state that we did not make, or that was used, connects nothing', async () => {
  const { principal } = await makeOwner();
  const callback = await allowConnection(principal, 'slack');
  const changed = new URL(callback);
  changed.searchParams.set('state', 'made-up');
  await expect(complete(principal, 'slack', changed)).rejects.toEqual(refusedAs('unknown-state'));
  await complete(principal, 'slack', callback);
  await expect(complete(principal, 'slack', callback)).rejects.toEqual(refusedAs('unknown-state'));
});

test.each([
  ['the same provider', 'slack', 'slack'],
  ['two providers', 'slack', 'drive'],
] as const)('two tabs with %s both finish, in either order', async (_name, first, second) => {
  for (const newerFirst of [false, true]) {
    const { principal } = await makeOwner();
    const one = { provider: first, callback: await allowConnection(principal, first) };
    const two = { provider: second, callback: await allowConnection(principal, second) };
    for (const { provider, callback } of newerFirst ? [two, one] : [one, two]) {
      await complete(principal, provider, callback);
    }
    const { workspaceId } = principal;
    const providers = await db().connection.findMany({ where: { workspaceId } });
    expect(new Set(providers.map(({ provider }) => provider))).toEqual(new Set([first, second]));
  }
});

test('four attempts are kept; a fifth takes the place of the oldest', async () => {
  const { principal } = await makeOwner();
  const callbacks = [];
  for (let tab = 0; tab < 5; tab += 1) callbacks.push(await allowConnection(principal, 'slack'));
  const [oldest = new URL('about:blank'), second = oldest] = callbacks;
  await expect(complete(principal, 'slack', oldest)).rejects.toEqual(refusedAs('unknown-state'));
  await complete(principal, 'slack', second);
});

test('an answer without state connects nothing', async () => {
  const { principal } = await makeOwner();
  await breakStandIn(world.origin('slack'), 'T0ANALYTIC', 'missing-state');
  const callback = await allowConnection(principal, 'slack');
  await expect(complete(principal, 'slack', callback)).rejects.toEqual(refusedAs('unknown-state'));
  expect(await stored()).toBe(0);
});

test('login CSRF: the answer to the attacker’s attempt connects nothing for the victim', async () => {
  const { principal: mallory } = await makeOwner('Mallory');
  const { principal: victim } = await makeOwner('Ada');
  const callback = await allowConnection(mallory, 'slack', {
    team: 'T0MALLORYS',
    login: 'mallory',
  });
  await expect(complete(victim, 'slack', callback)).rejects.toEqual(refusedAs('other-session'));
  expect(await stored()).toBe(0);
});

test('mix-up: an answer of one provider at the address of another connects nothing', async () => {
  const { principal } = await makeOwner();
  const callback = await allowConnection(principal, 'slack');
  await expect(complete(principal, 'drive', callback)).rejects.toEqual(refusedAs('other-provider'));
});

test('mix-up: another issuer in the answer connects nothing', async () => {
  const { principal } = await makeOwner();
  await breakStandIn(world.origin('drive'), 'ada', 'wrong-iss');
  const callback = await allowConnection(principal, 'drive');
  await expect(complete(principal, 'drive', callback)).rejects.toEqual(refusedAs('wrong-issuer'));
});

test('PKCE: a stolen code, put into another attempt, is refused', async () => {
  const { principal: ada } = await makeOwner('Ada');
  const { principal: mallory } = await makeOwner('Mallory');
  const stolen = await allowConnection(ada, 'drive');
  const own = await allowConnection(mallory, 'drive', { login: 'mallory' });
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
  await expect(complete(mallory, 'drive', own)).rejects.toEqual(refusedAs('code-refused'));
  expect(await stored()).toBe(0);
});

test('a code works once and for a minute', async () => {
  const { principal } = await makeOwner();
  for (const provider of ['slack', 'drive'] as const) {
    const late = await allowConnection(principal, provider);
    world.sleep(60_000);
    await expect(complete(principal, provider, late)).rejects.toEqual(refusedAs('code-refused'));

    const first = await allowConnection(principal, provider);
    const second = await allowConnection(principal, provider);
    second.searchParams.set('code', first.searchParams.get('code') ?? '');
    await complete(principal, provider, first);
    await expect(complete(principal, provider, second)).rejects.toEqual(refusedAs('code-refused'));
  }
});

test('who cancels at the provider is told so', async () => {
  const { principal } = await makeOwner();
  for (const provider of ['slack', 'drive'] as const) {
    const form = { cancel: '1', team: 'T0ANALYTIC' };
    const callback = await allowConnection(principal, provider, form);
    await expect(complete(principal, provider, callback)).rejects.toEqual(refusedAs('cancelled'));
  }
});

test.each([
  ['slack', 'redirect_uri', 'http://localhost:3140/settings/connections/callback/slack/'],
  ['slack', 'scope', 'chat:write,channels:history'],
  ['slack', 'client_id', 'another'],
  ['drive', 'redirect_uri', 'http://localhost:3140/settings/connections/callback/slack'],
])('the stand-in for %s refuses another %s on a page of its own', async (provider, name, value) => {
  const { principal } = await makeOwner();
  const url = new URL(await beginConnection(principal, provider === 'slack' ? 'slack' : 'drive'));
  url.searchParams.set(name, value);
  await expect(allow(url.toString(), {})).rejects.toThrow(/^400: /);
});

test.each(['code_challenge', 'code_challenge_method'])(
  'the stand-in for Drive wants PKCE with S256: not without %s',
  async (name) => {
    const { principal } = await makeOwner();
    const url = new URL(await beginConnection(principal, 'drive'));
    url.searchParams.delete(name);
    const back = await allow(url.toString(), {});
    expect(back.searchParams.get('error')).toBe('invalid_request');
  },
);
