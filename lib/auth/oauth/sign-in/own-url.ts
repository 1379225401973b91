import { getEnv } from '@/lib/env';

const FALLBACK_PATH = '/dashboard';

/**
 * Where to go after a sign-in: the wanted place if it is ours, the dashboard otherwise.
 *
 * Attack: `https://evil.example`, `//evil.example`, `/\evil.example`, `javascript:…` or
 * `http://localhost:3000@evil.example` as the return address would make our sign-in end on the
 * attacker's page. The URL parser that the browser uses, too, decides whose origin it is.
 *
 * @returns an absolute URL of our own origin.
 */
export function ownUrl(wanted: string | null | undefined): string {
  const home = new URL(FALLBACK_PATH, getEnv().APP_URL);
  if (!wanted || !URL.canParse(wanted, home)) return home.toString();
  const url = new URL(wanted, home);
  return url.origin === home.origin ? url.toString() : home.toString();
}

/**
 * The same place as a path, for links within the application.
 *
 * Attack: the path of `http://localhost:3000//evil.example` alone names another host.
 */
export function ownPath(wanted: string | null | undefined): string {
  const url = new URL(ownUrl(wanted));
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}${url.hash}`;
}

/**
 * Whether the `Origin` of a request that changes something is ours. Browsers send it with every
 * cross-site POST, so a missing one is refused, too.
 */
export function isOwnOrigin(origin: string | null): boolean {
  return origin === new URL(getEnv().APP_URL).origin;
}
