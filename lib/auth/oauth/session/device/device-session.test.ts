import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { parseItem, parseList } from 'structured-headers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { db, dbPool } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { deleteSessionByToken, findLiveSession, insertSession } from '../session.repository';
import { createSessionToken } from '../session-token';
import { answerBinding, answerRefresh, inviteDevice } from './bind-session';
import { BINDING_GRACE_SECONDS } from './device-cookie';
import { createChallenge } from './device-proof';

provideTestDatabase();

type Device = { jwk: JWK; sign: (challenge: string, extra?: object) => Promise<string> };
type SignedIn = { token: string; id: string; challenge: string };

const nowhere = { provider: null, address: null, userAgent: null };

/** A device as Chromium is one: its key in the header of the first proof alone. */
async function makeDevice(alg: 'ES256' | 'RS256' | 'EdDSA' = 'ES256'): Promise<Device> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const sign = (jti: string, extra: object = { jwk }) =>
    new SignJWT({ jti }).setProtectedHeader({ alg, typ: 'dbsc+jwt', ...extra }).sign(privateKey);
  return { jwk, sign };
}

async function signIn(name: string): Promise<SignedIn> {
  const { userId } = await createPerson({ name });
  const token = createSessionToken();
  const { id } = await insertSession(token, userId, nowhere);
  const header = (await inviteDevice(token))['secure-session-registration'] ?? '';
  const [[, parameters] = []] = parseList(header);
  return { token, id, challenge: String(parameters?.get('challenge')) };
}

function request(headers: Record<string, string>, cookies: Record<string, string> = {}) {
  return { headers: new Headers(headers), cookie: (name: string) => cookies[name] };
}

const bind = (proof: string, cookies?: Record<string, string>) =>
  answerBinding(request({ 'secure-session-response': proof }, cookies));

const refresh = (id: string, proof?: string) =>
  answerRefresh(
    request({
      'sec-secure-session-id': id,
      ...(proof === undefined ? {} : { 'secure-session-response': proof }),
    }),
  );

/** The value of the short-lived cookie that an answer sets. */
function cookieOf(answer: Response): string | undefined {
  return /^__Host-tollgate\.device=([^;]+);/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
}

async function challengeOf(answer: Response): Promise<string> {
  expect(answer.status).toBe(403);
  const [challenge, parameters] = parseItem(answer.headers.get('secure-session-challenge') ?? '');
  expect(parameters.get('id')).toMatch(/^[0-9a-f-]{36}$/);
  return String(challenge);
}

/** As if the binding and its grace lay in the past. */
async function passGrace(seconds = BINDING_GRACE_SECONDS): Promise<void> {
  await dbPool().query(`update session_device set bound_at = bound_at - $1 * interval '1 second'`, [
    seconds,
  ]);
}

const clock = vi.hoisted(() => ({ ahead: 0 }));

vi.mock('@/lib/database-clock.repository', async (original) => {
  const { databaseNow } = await original<{ databaseNow: () => Promise<Date> }>();
  const moved = async () => new Date((await databaseNow()).getTime() + clock.ahead * 1000);
  return { databaseNow: moved };
});

/** Moves the database's clock, and no other: what expires here does so by it alone. */
function later(seconds: number): void {
  clock.ahead = seconds;
}

const works = async ({ token }: SignedIn, device?: string) =>
  (await findLiveSession(token, null, { device })) !== null;

let ada: SignedIn;
let device: Device;

beforeEach(async () => {
  clock.ahead = 0;
  vi.spyOn(getEnv(), 'APP_URL', 'get').mockReturnValue('https://localhost:3443');
  await db().user.deleteMany();
  ada = await signIn('ada');
  device = await makeDevice();
});

async function bound(): Promise<string> {
  const answer = await bind(await device.sign(ada.challenge));
  expect(answer.status).toBe(200);
  await passGrace();
  return cookieOf(answer) ?? '';
}

describe('binding', () => {
  test('is offered on https alone', async () => {
    vi.spyOn(getEnv(), 'APP_URL', 'get').mockReturnValue('http://localhost:3000');
    expect(await inviteDevice(ada.token)).toEqual({});
  });

  test.each(['ES256', 'RS256'] as const)(
    'tells the browser what to keep fresh: %s',
    async (alg) => {
      device = await makeDevice(alg);
      const answer = await bind(await device.sign(ada.challenge));
      expect(await answer.json()).toEqual({
        session_identifier: ada.id,
        refresh_url: '/session/device/refresh',
        scope: { origin: 'https://localhost:3443', include_site: false },
        credentials: [
          {
            type: 'cookie',
            name: '__Host-tollgate.device',
            attributes: 'Path=/; Secure; HttpOnly; SameSite=Lax',
          },
        ],
      });
      expect(answer.headers.get('set-cookie')).toContain('; Max-Age=300; Path=/; Secure; HttpOnly');
      expect(await db().sessionDevice.findFirstOrThrow()).toMatchObject({
        sessionId: ada.id,
        algorithm: alg,
        jwk: device.jwk,
      });
    },
  );

  test('is refused for anything but the answer to this challenge, and then nothing is bound', async () => {
    const other = await makeDevice();
    const grace = await signIn('grace');
    const wrong = {
      'no proof': '',
      'another type': await device.sign(ada.challenge, { jwk: device.jwk, typ: 'dpop+jwt' }),
      'the key of another device': await device.sign(ada.challenge, { jwk: other.jwk }),
      'no key': await device.sign(ada.challenge, {}),
      'an algorithm that was not offered': await (await makeDevice('EdDSA')).sign(ada.challenge),
      'a challenge for refreshing': await device.sign(await createChallenge('refresh', ada.id)),
      'no challenge of ours': await device.sign('made-up'),
    };
    for (const [what, proof] of Object.entries(wrong)) {
      const answer = await bind(proof);
      expect([what, answer.status >= 400, cookieOf(answer)]).toEqual([what, true, undefined]);
    }
    const proof = await device.sign(ada.challenge);
    const asGrace = await bind(proof, { '__Host-tollgate.session': grace.token });
    expect(asGrace.status).toBe(404);
    later(301);
    expect((await bind(proof)).status).toBe(400);
    expect(await db().sessionDevice.count()).toBe(0);
    expect(await works(ada)).toBe(true);
  });

  test('happens once: the same challenge, and another one, bind nothing more', async () => {
    await bound();
    const thief = await makeDevice();
    expect((await bind(await thief.sign(ada.challenge))).status).toBe(400);
    expect((await bind(await thief.sign(await createChallenge('bind', ada.id)))).status).toBe(400);
    expect((await db().sessionDevice.findFirstOrThrow()).jwk).toEqual(device.jwk);
  });
});

describe('a bound session', () => {
  test('is none without the cookie of its device, with an old one, or with that of another', async () => {
    const cookie = await bound();
    expect(await works(ada, cookie)).toBe(true);
    expect(await works(ada)).toBe(false);
    expect(await works(ada, `${cookie.slice(0, -2)}xx`)).toBe(false);
    const grace = await signIn('grace');
    const hers = cookieOf(await bind(await (await makeDevice()).sign(grace.challenge)));
    expect(await works(ada, hers)).toBe(false);
    later(getEnv().SESSION_DEVICE_SECONDS + 10);
    expect(await works(ada, cookie)).toBe(true);
    later(getEnv().SESSION_DEVICE_SECONDS + 20);
    expect(await works(ada, cookie)).toBe(false);
  });

  test('works without it for the seconds in which the browser does not have it yet', async () => {
    await bind(await device.sign(ada.challenge));
    expect(await works(ada)).toBe(true);
    await passGrace();
    expect(await works(ada)).toBe(false);
  });

  test('is not mistaken for an unbound one where its key cannot be read', async () => {
    await bound();
    await db().sessionDevice.updateMany({ data: { jwk: {} } });
    expect(await works(ada)).toBe(false);
    const challenge = await challengeOf(await refresh(ada.id));
    expect((await refresh(ada.id, await device.sign(challenge))).status).toBe(400);
  });

  test('an unbound one works as ever', async () => {
    expect(await works(ada)).toBe(true);
    expect((await refresh(ada.id)).status).toBe(404);
  });
});

describe('refreshing', () => {
  test('gives a new cookie for a signature over a new challenge, and says when', async () => {
    await bound();
    await dbPool().query(`update session_device set refreshed_at = '2020-01-01'`);
    const challenge = await challengeOf(await refresh(`"${ada.id}"`));
    const answer = await refresh(ada.id, await device.sign(challenge, {}));
    expect(answer.status).toBe(200);
    expect(await works(ada, cookieOf(answer))).toBe(true);
    const { refreshedAt } = await db().sessionDevice.findFirstOrThrow();
    expect(refreshedAt.getFullYear()).toBeGreaterThan(2020);
  });

  test('is refused to another key, also one that the proof brings along', async () => {
    await bound();
    const thief = await makeDevice();
    const challenge = await challengeOf(await refresh(ada.id));
    for (const extra of [{}, { jwk: thief.jwk }, { jwk: device.jwk }]) {
      const answer = await refresh(ada.id, await thief.sign(challenge, extra));
      expect([answer.status, cookieOf(answer)]).toEqual([400, undefined]);
    }
    // Their tries have not used up the owner's challenge.
    expect((await refresh(ada.id, await device.sign(challenge, {}))).status).toBe(200);
  });

  test('is refused with a challenge that was answered, is too old, or is of another session', async () => {
    await bound();
    const grace = await signIn('grace');
    const challenge = await challengeOf(await refresh(ada.id));
    const proof = await device.sign(challenge, {});
    expect((await refresh(ada.id, proof)).status).toBe(200);
    expect((await refresh(ada.id, proof)).status).toBe(400);
    const hers = await createChallenge('refresh', grace.id);
    expect((await refresh(ada.id, await device.sign(hers, {}))).status).toBe(400);
    const forBinding = await createChallenge('bind', ada.id);
    expect((await refresh(ada.id, await device.sign(forBinding, {}))).status).toBe(400);
    const old = await challengeOf(await refresh(ada.id));
    later(301);
    expect((await refresh(ada.id, await device.sign(old, {}))).status).toBe(400);
  });

  test('ends with the session', async () => {
    const cookie = await bound();
    const challenge = await challengeOf(await refresh(ada.id));
    await deleteSessionByToken(ada.token);
    expect(await works(ada, cookie)).toBe(false);
    expect((await refresh(ada.id, await device.sign(challenge, {}))).status).toBe(404);
    expect((await refresh(ada.id)).status).toBe(404);
    expect(await db().sessionDevice.count()).toBe(0);
  });

  test.each(['', 'nonsense', '"01900000-0000-7000-8000-00000000aaaa"'])(
    'of no session answers as one that is gone: %s',
    async (id) => {
      expect((await refresh(id)).status).toBe(404);
    },
  );
});
