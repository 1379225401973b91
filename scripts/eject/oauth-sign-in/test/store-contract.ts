import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  listSessions,
  revokeOtherSessions,
  revokeSession,
} from '@/lib/auth/oauth/session/sessions';
import { createSessionToken } from '@/lib/auth/oauth/session/session-token';
import { listIdentities, removeIdentity } from '@/lib/auth/oauth/sign-in/identity';
import { createMemoryStore } from '../memory-store';
import { createPostgresStore } from '../postgres-store.repository';
import type { SignInStore } from '../store';
import {
  chooseSignInStore,
  findLiveSession,
  findProvidersOfEmail,
  findUserByIdentity,
  insertIdentity,
  insertSession,
  insertUser,
} from '../stored-people';

const { DATABASE_URL } = process.env;
const START = new Date('2026-11-01T00:00:00Z');
const DAY_MS = 86_400_000;
const after = (ms: number) => new Date(START.getTime() + ms);
const nowhere = { provider: 'github', address: null, userAgent: null };

async function openPostgres(url: string): Promise<SignInStore> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(readFileSync('schema.sql', 'utf8'));
  await client.end();
  return createPostgresStore(url);
}

const STORES = [
  { name: 'in memory', open: async (): Promise<SignInStore> => createMemoryStore() },
  ...(DATABASE_URL ? [{ name: 'in PostgreSQL', open: () => openPostgres(DATABASE_URL) }] : []),
];

async function makePerson(email: string | null = null) {
  const identity = { provider: 'github', issuer: 'test', subject: randomUUID() };
  await insertUser(identity, { name: 'Ada', email, image: null });
  const userId = (await findUserByIdentity(identity))?.id ?? '';
  return { identity, userId };
}

describe.each(STORES)('$name', ({ open }) => {
  let store: SignInStore;
  beforeAll(async () => {
    store = await open();
    chooseSignInStore(store);
  });
  afterAll(() => store.close());

  test('an identity is one person’s, and a second claim leaves nothing behind', async () => {
    const { identity, userId } = await makePerson();
    const email = `${randomUUID()}@Example.com`;
    await expect(insertUser(identity, { name: 'Eve', email, image: null })).rejects.toThrow();
    await expect(insertIdentity(identity, (await makePerson()).userId)).rejects.toThrow();
    expect(await findProvidersOfEmail(email)).toEqual([]);
    expect((await findUserByIdentity(identity))?.id).toBe(userId);
    expect(await findUserByIdentity({ ...identity, issuer: 'other' })).toBeNull();
  });

  test('an address is found whatever its case', async () => {
    const email = `${randomUUID()}@Example.com`;
    await makePerson(email);
    expect(await findProvidersOfEmail(email.toUpperCase())).toEqual(['github']);
  });

  test('the last identity stays, also when two are removed at once', async () => {
    const { userId } = await makePerson();
    await insertIdentity({ provider: 'google', issuer: 'g', subject: randomUUID() }, userId);
    const me = { userId, credentialId: randomUUID() };
    const both = await listIdentities(me);
    const removals = both.map(({ id }) => removeIdentity(me, id));
    const results = await Promise.allSettled(removals);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await listIdentities(me)).toHaveLength(1);
  });

  test('a session is rolled on by use, and expires when it is not used', async () => {
    const { userId } = await makePerson();
    const token = createSessionToken();
    await insertSession(token, userId, nowhere, START);
    const find = (days: number) =>
      findLiveSession(token, '203.0.113.2', { now: after(days * DAY_MS) });
    expect(await find(6)).toMatchObject({ user: { id: userId }, address: '203.0.113.2' });
    expect(await find(12)).not.toBeNull();
    expect(await find(20)).toBeNull();
    expect(await find(12)).toBeNull();
  });

  test('a session expires thirty days after the sign-in however much it is used', async () => {
    const { userId } = await makePerson();
    const token = createSessionToken();
    await insertSession(token, userId, nowhere, START);
    for (let day = 5; day < 30; day += 5) {
      expect(await findLiveSession(token, null, { now: after(day * DAY_MS) })).not.toBeNull();
    }
    expect(await findLiveSession(token, null, { now: after(30 * DAY_MS) })).toBeNull();
  });

  test('a session is not found by an edited token, and its token is not stored', async () => {
    const { userId } = await makePerson();
    const token = createSessionToken();
    await insertSession(token, userId, nowhere);
    const [stored] = await store.listSessions(userId);
    expect(JSON.stringify(stored)).not.toContain(token);
    const digest = stored?.tokenDigest.toString('base64url') ?? '';
    for (const forged of [`${token}x`, token.slice(1), digest, '']) {
      expect(await findLiveSession(forged, null)).toBeNull();
    }
  });

  test('a person ends one of their sessions or all others, and never someone else’s', async () => {
    const { userId } = await makePerson();
    const here = await insertSession(createSessionToken(), userId, nowhere);
    const other = await insertSession(createSessionToken(), userId, nowhere);
    await insertSession(createSessionToken(), userId, nowhere);
    const hers = await insertSession(createSessionToken(), (await makePerson()).userId, nowhere);
    const me = { userId, credentialId: here.id };
    for (const id of [hers.id, randomUUID(), 'nonsense']) {
      await expect(revokeSession(me, id)).rejects.toMatchObject({ slug: 'not-found' });
    }
    await revokeSession(me, other.id);
    expect(await revokeOtherSessions(me)).toBe(1);
    expect(await listSessions(me)).toMatchObject([{ id: here.id, current: true }]);
  });
});
