import { beforeEach, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { authAdapter } from '../sign-in/auth-adapter';
import { describeDevice } from './describe-device';
import { listSessions } from './sessions';
import { revokeOtherSessions, revokeSession } from './sessions';
import { findLiveSession, insertSession } from './session.repository';
import { createSessionToken } from './session-token';
import { runSignInAttempt } from '../sign-in/sign-in-attempt';
import { findUserByIdentity, insertUser } from '../sign-in/user.repository';

provideTestDatabase();

const START = new Date('2026-11-01T00:00:00Z');
const DAY_MS = 86_400_000;
const after = (ms: number) => new Date(START.getTime() + ms);
const nowhere = { provider: null, address: null, userAgent: null };

let userId = '';

async function makeUser(subject: string): Promise<string> {
  const identity = { provider: 'github', issuer: 'test', subject };
  await insertUser(identity, { name: subject, email: null, image: null });
  return (await findUserByIdentity(identity))?.id ?? '';
}

beforeEach(async () => {
  await db().user.deleteMany();
  userId = await makeUser('ada');
});

describe('a session', () => {
  test('is rolled on by use, and ends when nobody used it for seven days', async () => {
    const token = createSessionToken();
    await insertSession(token, userId, nowhere, START);
    expect(await findLiveSession(token, null, { now: after(6 * DAY_MS) })).not.toBeNull();
    expect(await findLiveSession(token, null, { now: after(12 * DAY_MS) })).not.toBeNull();
    expect(await findLiveSession(token, null, { now: after(20 * DAY_MS) })).toBeNull();
    expect(await db().session.count()).toBe(0);
  });

  test('ends thirty days after the sign-in however much it is used', async () => {
    const token = createSessionToken();
    await insertSession(token, userId, nowhere, START);
    for (let day = 1; day < 30; day += 1) {
      expect(await findLiveSession(token, null, { now: after(day * DAY_MS) })).not.toBeNull();
    }
    expect(await findLiveSession(token, null, { now: after(30 * DAY_MS) })).toBeNull();
  });

  test('is written at most once a minute', async () => {
    const token = createSessionToken();
    await insertSession(token, userId, { ...nowhere, address: '203.0.113.1' }, START);
    const lastSeen = async () => (await db().session.findFirstOrThrow()).lastSeenAt;
    await findLiveSession(token, '203.0.113.2', { now: after(59_999) });
    expect(await lastSeen()).toEqual(START);
    await findLiveSession(token, '203.0.113.2', { now: after(60_000) });
    expect(await lastSeen()).toEqual(after(60_000));
    expect((await db().session.findFirstOrThrow()).address).toBe('203.0.113.2');
  });

  test('is not found by an edited or made-up token', async () => {
    const token = createSessionToken();
    await insertSession(token, userId, nowhere);
    const { tokenDigest } = await db().session.findFirstOrThrow();
    const digest = Buffer.from(tokenDigest).toString('base64url');
    for (const forged of [`${token}x`, token.slice(1), digest, '', 'undefined']) {
      expect(await findLiveSession(forged, null)).toBeNull();
    }
  });

  test('has a token of 256 random bits', () => {
    const tokens = new Set(Array.from({ length: 10_000 }, createSessionToken));
    expect(tokens.size).toBe(10_000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });
});

describe('the list of sessions', () => {
  function principalOf(user: string, sessionId: string): Principal {
    return {
      credential: 'session',
      credentialId: sessionId,
      userId: user,
      workspaceId: newId(),
      role: 'owner',
      mode: 'test',
      scopes: new Set(),
      expiresAt: null,
    };
  }

  test("shows one's own, marks the current one, and ends one or all others", async () => {
    const here = await insertSession(createSessionToken(), userId, {
      ...nowhere,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    const other = await insertSession(createSessionToken(), userId, nowhere);
    await insertSession(createSessionToken(), userId, nowhere);
    const me = principalOf(userId, here.id);
    const listed = await listSessions(me);
    expect(listed).toHaveLength(3);
    expect(listed.find((session) => session.current)).toMatchObject({
      id: here.id,
      device: 'Firefox on Linux',
    });
    await revokeSession(me, other.id);
    expect(await revokeOtherSessions(me)).toBe(1);
    expect((await listSessions(me)).map(({ id }) => id)).toEqual([here.id]);
  });

  test('keeps what the browser says of itself as it was meant, though it came as Latin-1', async () => {
    const userAgent = Buffer.from('Büro/1.0').toString('latin1');
    const attempt = { provider: 'github', userAgent, providerError: null };
    const session = { sessionToken: createSessionToken(), userId, expires: new Date() };
    await runSignInAttempt(attempt, async () => authAdapter().createSession?.(session));
    expect(await db().session.findFirst()).toMatchObject({ userAgent: 'Büro/1.0' });
  });

  test("answers the same for someone else's session as for none", async () => {
    const grace = await makeUser('grace');
    const hers = await insertSession(createSessionToken(), grace, nowhere);
    const me = principalOf(userId, newId());
    for (const id of [hers.id, newId(), 'nonsense']) {
      await expect(revokeSession(me, id)).rejects.toMatchObject({ slug: 'not-found' });
    }
    expect(await db().session.count()).toBe(1);
  });
});

test.each([
  [null, 'Unknown device'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['curl/8.5.0', 'curl'],
])('a device is named for its owner: %s', (userAgent, name) => {
  expect(describeDevice(userAgent)).toBe(name);
});
