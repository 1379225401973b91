import { jwtVerify, SignJWT } from 'jose';
import { databaseNow } from '@/lib/database-clock.repository';
import { getEnv } from '@/lib/env';
import { deviceSecret } from './device-proof';

/** A request that left the browser with a cookie of its last second must still arrive. */
const IN_FLIGHT_SECONDS = 15;

/**
 * After binding, the session works without the device's cookie for this long: the pages that the
 * sign-in led to were asked for before the browser had it.
 */
export const BINDING_GRACE_SECONDS = 15;

/** A bound session, as far as its cookie is concerned. */
type Bound = { sessionId: string; boundAt: Date };

/** The value of the short-lived cookie: worth something with the session's own cookie only. */
export async function createDeviceCookie(sessionId: string): Promise<string> {
  const now = await databaseNow();
  const seconds = getEnv().SESSION_DEVICE_SECONDS + IN_FLIGHT_SECONDS;
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sessionId)
    .setExpirationTime(new Date(now.getTime() + seconds * 1000))
    .sign(deviceSecret('cookie'));
}

/**
 * Whether a bound session was proved within the last minutes, by the database's clock.
 *
 * Attack: the session cookie is copied, with or without this one. It is refused as soon as this one
 * has expired, and only the device gets the next.
 */
export async function isProvedLately(
  { sessionId, boundAt }: Bound,
  cookie: string | undefined,
): Promise<boolean> {
  const now = await databaseNow();
  if (now.getTime() < boundAt.getTime() + BINDING_GRACE_SECONDS * 1000) return true;
  if (!cookie) return false;
  const expected = {
    algorithms: ['HS256'],
    subject: sessionId,
    requiredClaims: ['exp'],
    currentDate: now,
  };
  return jwtVerify(cookie, deviceSecret('cookie'), expected).then(
    () => true,
    () => false,
  );
}
