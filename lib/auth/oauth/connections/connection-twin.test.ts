import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  allow,
  allowConnection,
  asConnecting,
  connect,
  makeOwner,
  provideConnectionWorld,
} from '@/e2e/oauth/support/connection-world';
import type * as Encryption from '@/lib/encryption';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import type * as AttemptRepository from './connection-attempt.repository';
import type * as Provider from './connection-provider';

/** Each guard is taken out, and the attack that it holds back succeeds: the guard bites. */
const world = provideConnectionWorld();

beforeEach(() => vi.resetModules());

afterEach(() => {
  for (const file of [
    './check-attempt',
    './connection-attempt.repository',
    './connection-provider',
  ]) {
    vi.doUnmock(file);
  }
  vi.doUnmock('@/lib/encryption');
  world.at().drive.requirePkce = true;
});

async function complete(principal: Principal, provider: 'slack' | 'drive', callback: URL) {
  const { completeConnection } = await import('./complete-connection');
  return completeConnection(asConnecting(principal), provider, callback.searchParams);
}

const withoutCheck = () => vi.doMock('./check-attempt', () => ({ checkAttempt: () => {} }));

test('without the session in the check: the victim’s invoices go to the attacker’s Slack', async () => {
  const { principal: mallory } = await makeOwner('Mallory');
  const { principal: victim, person } = await makeOwner('Ada');
  withoutCheck();
  const callback = await allowConnection(mallory, 'slack', {
    team: 'T0MALLORYS',
    login: 'mallory',
  });
  const { completeConnection } = await import('./complete-connection');
  // Without a session of its own, the attempt would be of whoever comes back.
  await db().connectionAttempt.updateMany({ data: { workspaceId: victim.workspaceId } });
  await completeConnection(person, 'slack', callback.searchParams);
  const row = await db().connection.findFirstOrThrow({
    where: { workspaceId: victim.workspaceId },
  });
  expect(row.accountName).toBe("Mallory's");
});

test('without the provider in the check: Slack’s code and our secret go to Google', async () => {
  const { principal } = await makeOwner();
  withoutCheck();
  const callback = await allowConnection(principal, 'slack');
  // Google was asked to redeem it, and only Google is left to refuse.
  await expect(complete(principal, 'drive', callback)).rejects.toMatchObject({
    reason: 'code-refused',
  });
});

test('without a state of one use: an answer is taken twice', async () => {
  const { principal } = await makeOwner();
  const callback = await allowConnection(principal, 'slack');
  const { takeAttempt } = await vi.importActual<typeof AttemptRepository>(
    './connection-attempt.repository',
  );
  const attempt = await takeAttempt(callback.searchParams.get('state') ?? '');
  vi.doMock('./connection-attempt.repository', async (original) => ({
    ...(await original<typeof AttemptRepository>()),
    takeAttempt: async () => attempt,
  }));
  await complete(principal, 'slack', callback);
  await expect(complete(principal, 'slack', callback)).rejects.toMatchObject({
    reason: 'code-refused',
  });
});

test('without PKCE: a stolen code connects the victim’s Drive to the attacker', async () => {
  world.at().drive.requirePkce = false;
  vi.doMock('./connection-provider', async (original) => {
    const real = await original<typeof Provider>();
    const connectionRegistration: typeof real.connectionRegistration = (provider) => {
      const registration = real.connectionRegistration(provider);
      return registration && { ...registration, pkce: false };
    };
    return { ...real, connectionRegistration };
  });
  const { beginConnection } = await import('./begin-connection');
  const { principal: ada } = await makeOwner('Ada');
  const { principal: mallory } = await makeOwner('Mallory');
  const stolen = await allow(await beginConnection(ada, 'drive'), { login: 'ada' });
  const own = await allow(await beginConnection(mallory, 'drive'), { login: 'mallory' });
  own.searchParams.set('code', stolen.searchParams.get('code') ?? '');
  await complete(mallory, 'drive', own);
  const row = await db().connection.findFirstOrThrow({
    where: { workspaceId: mallory.workspaceId },
  });
  expect(row.accountName).toBe('ada@example.com');
});

test('without encryption: the row alone opens the account', async () => {
  vi.doMock('@/lib/encryption', async (original) => ({
    ...(await original<typeof Encryption>()),
    encryptText: async (text: string) => text,
    decryptText: async (text: string) => text,
  }));
  const { principal } = await makeOwner();
  await connect(principal, 'slack');
  const { accessToken } = await db().connection.findFirstOrThrow();
  const answer = await fetch(`${world.origin('slack')}/api/auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(await answer.json()).toMatchObject({ ok: true, team: 'Analytical Engines' });
});
