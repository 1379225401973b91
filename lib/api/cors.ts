import type { Principal } from '@/lib/auth/principal';
import { getEnv } from '@/lib/env';
import type { HttpAnswer, HttpRequest } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';

/** What a page of another origin can send. */
const REQUEST_HEADERS = [
  'authorization',
  'content-digest',
  'content-type',
  'dpop',
  'idempotency-key',
  'signature',
  'signature-input',
  'x-api-key',
];

/** What such a page can read of an answer. */
const RESPONSE_HEADERS = [
  'accept-signature',
  'deprecation',
  'dpop-nonce',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'sunset',
  'www-authenticate',
  'x-request-id',
];

const PREFLIGHT_SECONDS = 3600;

/** What every answer to a request with an `Origin` carries. */
export const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': RESPONSE_HEADERS.join(', '),
} as const;

/**
 * Lets pages of every origin read an answer. Cookies are never read here, and a browser sends none
 * where the answer says `*`, so a page gets nothing that its own credential does not give it.
 * @see docs/decisions/0153-cors-for-access-tokens.md
 */
export function corsHeaders(request: HttpRequest): Readonly<Record<string, string>> | undefined {
  return request.header('origin') === null ? undefined : CORS_HEADERS;
}

/** Adds to the answer to `OPTIONS` what a preflight asks for. @param answer with `allow`. */
export function answerPreflight(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
  const asked = request.header('access-control-request-method');
  if (asked === null || request.header('origin') === null) return answer;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'access-control-allow-methods': answer.headers.allow ?? '',
      'access-control-allow-headers': REQUEST_HEADERS.join(', '),
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    },
  };
}

/**
 * Attack: a live key in the script of a page is a key in the hands of every visitor. Its owner finds
 * out at the first call, not when the bill comes. Access tokens belong to the visitor, and a key of
 * test mode reaches no real data.
 * @throws {ProblemError} 403 `live-key-in-browser`.
 */
export function refuseLiveKeyInBrowser(request: HttpRequest, principal: Principal): void {
  if (principal.credential !== 'api-key' || principal.mode !== 'live') return;
  const origin = request.header('origin');
  if (origin === null || origin === new URL(getEnv().APP_URL).origin) return;
  throw problem('live-key-in-browser');
}
