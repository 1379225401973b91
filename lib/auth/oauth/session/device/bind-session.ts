import { decodeJwt } from 'jose';
import { parseItem, type BareItem, serializeItem } from 'structured-headers';
import { getClientContext } from '@/lib/http/client-context';
import { problem, problemAnswer } from '@/lib/http/problem';
import { getEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { deviceCookie, sessionCookie } from '../session-cookie';
import { findBindable, type BindableSession } from '../session.repository';
import { createDeviceCookie } from './device-cookie';
import {
  createChallenge,
  DEVICE_ALGORITHMS,
  DeviceProofError,
  toDeviceKey,
  verifyDeviceProof,
} from './device-proof';
import { insertSessionDevice, touchSessionDevice } from './session-device.repository';

/** Where a browser binds the session, and where it fetches the next short-lived cookie. */
const BIND_PATH = '/session/device';
const REFRESH_PATH = '/session/device/refresh';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A request with its cookies by name. */
export type CookieRequest = { headers: Headers; cookie: (name: string) => string | undefined };

/**
 * The header that invites the browser to bind the session that an answer begins: on https, since
 * browsers ignore it elsewhere. One that does not know it keeps an ordinary session.
 * @see https://w3c.github.io/webappsec-dbsc/
 */
export async function inviteDevice(sessionToken: string): Promise<Record<string, string>> {
  if (!getEnv().APP_URL.startsWith('https:')) return {};
  const session = await findBindable({ token: sessionToken });
  if (!session) return {};
  const challenge = await createChallenge('bind', session.id);
  const algorithms = DEVICE_ALGORITHMS.join(' ');
  return {
    'secure-session-registration': `(${algorithms});path="${BIND_PATH}";challenge="${challenge}"`,
  };
}

/**
 * Binds the session to the key that the browser made. Only the answer to the sign-in has the
 * challenge for it, and it works once.
 *
 * Attack: anyone who copied the session's cookie binds it to a key of theirs.
 */
export async function answerBinding(request: CookieRequest): Promise<Response> {
  const proof = readProof(request) ?? '';
  const session = await findNamed(request, claimedSession(proof));
  if (!session) return refuse('not-found');
  try {
    const key = await verifyDeviceProof(proof, { use: 'bind', sessionId: session.id });
    if (!(await insertSessionDevice(session.id, key))) {
      throw new DeviceProofError('The session is bound already');
    }
  } catch (error) {
    return refuseProof(error, session);
  }
  return giveCookie(session);
}

/**
 * Gives the next short-lived cookie for a signature by the key that the session is bound to. Without
 * a signature, or with one over a challenge that is not good any more, the answer is a challenge.
 */
export async function answerRefresh(request: CookieRequest): Promise<Response> {
  const session = await findNamed(request, readSessionId(request) ?? '');
  const device = session?.device;
  if (!session || !device) return refuse('not-found');
  const proof = readProof(request);
  if (!proof) return challengeAgain(session);
  try {
    const key = toDeviceKey(device.jwk, device.algorithm);
    await verifyDeviceProof(proof, { use: 'refresh', sessionId: session.id, key });
  } catch (error) {
    return refuseProof(error, session);
  }
  // It may have been ended in the meantime.
  return (await touchSessionDevice(session.id)) ? giveCookie(session) : refuse('not-found');
}

/**
 * The session that a request names. Not found by its cookie: Chromium sends none along where the
 * provider's page led here. Where they do, it has to be the same session's.
 */
async function findNamed(request: CookieRequest, id: string): Promise<BindableSession | null> {
  const session = UUID.test(id) ? await findBindable({ id }) : null;
  const token = request.cookie(sessionCookie().name);
  if (!session || !token) return session;
  const presented = await findBindable({ token });
  return presented && presented.id !== session.id ? null : session;
}

/** The session that a proof says it is for: to be looked up, and believed after its verification. */
function claimedSession(proof: string): string {
  try {
    return decodeJwt(String(decodeJwt(proof).jti)).sub ?? '';
  } catch {
    return '';
  }
}

/** The browser reads from it when to come back, and for which requests. */
async function giveCookie({ id }: BindableSession): Promise<Response> {
  const { name, options } = deviceCookie();
  const attributes = `Path=${options.path}; Secure; HttpOnly; SameSite=Lax`;
  const value = await createDeviceCookie(id);
  const body = {
    session_identifier: id,
    refresh_url: REFRESH_PATH,
    scope: { origin: new URL(getEnv().APP_URL).origin, include_site: false },
    credentials: [{ type: 'cookie', name, attributes }],
  };
  return Response.json(body, {
    headers: {
      'cache-control': 'no-store',
      'set-cookie': `${name}=${value}; Max-Age=${options.maxAge}; ${attributes}`,
    },
  });
}

async function challengeAgain({ id }: BindableSession): Promise<Response> {
  const challenge = await createChallenge('refresh', id);
  return refuse('forbidden', {
    'secure-session-challenge': serializeItem([challenge, new Map([['id', id]])]),
  });
}

/** The reason goes to the log; the browser learns that this session cannot go on as it is. */
function refuseProof(error: unknown, { id }: BindableSession): Response {
  if (!(error instanceof DeviceProofError)) throw error;
  createLog('session').warn({ session_id: id, err: error }, 'device proof refused');
  return refuse('malformed-request');
}

function refuse(
  slug: 'not-found' | 'forbidden' | 'malformed-request',
  headers: Record<string, string> = {},
): Response {
  const answer = problemAnswer(problem(slug, { headers }), getClientContext().requestId);
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

function readProof({ headers }: CookieRequest): string | undefined {
  return readString(headers.get('secure-session-response'));
}

function readSessionId({ headers }: CookieRequest): string | undefined {
  return readString(headers.get('sec-secure-session-id'));
}

/** A string of structured fields, or the bare text that Chromium 156 sends. @see RFC 9651 */
function readString(value: string | null): string | undefined {
  if (value === null) return undefined;
  try {
    const [item]: [BareItem, unknown] = parseItem(value);
    return String(item);
  } catch {
    return value;
  }
}
