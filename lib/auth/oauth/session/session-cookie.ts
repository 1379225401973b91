import type { NextAuthConfig } from 'next-auth';
import { getEnv } from '@/lib/env';

/**
 * Every cookie of the sign-in, defined once. On https each name takes the `__Host-` prefix: the
 * browser then refuses a cookie of that name that another host of the same site, or a plain http
 * answer, tries to set.
 * @see https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-__host-prefix
 */

const FLOW_SECONDS = 15 * 60;

type CookieSettings = {
  name: string;
  options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean; maxAge?: number };
};

function cookie(name: string, maxAge?: number): CookieSettings {
  const secure = getEnv().APP_URL.startsWith('https:');
  return {
    name: `${secure ? '__Host-' : ''}tollgate.${name}`,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge },
  };
}

/** Holds the session token. No other cookie's name may begin like it: Auth.js would join them. */
export function sessionCookie(): CookieSettings {
  return cookie('session');
}

/**
 * Holds the short-lived proof that the device of a bound session has its key.
 * @see lib/auth/oauth/session/device/README.md
 */
export function deviceCookie(): CookieSettings {
  return cookie('device', getEnv().SESSION_DEVICE_SECONDS);
}

/** Remembers the workspace that the person works in. A choice, not a right: it is checked at each use. */
export function workspaceCookie(): CookieSettings {
  return cookie('workspace', getEnv().SESSION_ABSOLUTE_SECONDS);
}

/** Remembers the mode, test or live. */
export function modeCookie(): CookieSettings {
  return cookie('mode', getEnv().SESSION_ABSOLUTE_SECONDS);
}

/**
 * Holds the wish to add a provider, sealed, for as long as a sign-in may take.
 * @param slot of the sign-in, see flow-slot.ts.
 */
export function linkCookie(slot?: number): CookieSettings {
  return cookie(inSlot('link', slot), FLOW_SECONDS);
}

/** Holds the token of an invitation from the link to the answer, across a sign-in. */
export function invitationCookie(): CookieSettings {
  return cookie('invitation', FLOW_SECONDS);
}

/**
 * The cookies that Auth.js sets, by its own keys.
 * @param slot of the sign-in that is begun or answered; none for all other requests.
 */
export function authCookies(slot?: number): NonNullable<NextAuthConfig['cookies']> {
  return {
    sessionToken: sessionCookie(),
    callbackUrl: cookie(inSlot('return', slot), slot === undefined ? undefined : FLOW_SECONDS),
    csrfToken: cookie('csrf'),
    pkceCodeVerifier: cookie(inSlot('flow-pkce', slot), FLOW_SECONDS),
    state: cookie(inSlot('flow-state', slot), FLOW_SECONDS),
    nonce: cookie(inSlot('flow-nonce', slot), FLOW_SECONDS),
  };
}

function inSlot(name: string, slot: number | undefined): string {
  return slot === undefined ? name : `${name}.${slot}`;
}
