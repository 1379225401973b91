import type { HttpRequest } from './http-message';
import { problem } from './problem';

/** What a request presents, before anyone looked at whether it is worth anything. */
export type PresentedCredential = { header: 'x-api-key' | 'authorization'; text: string };

/**
 * The one credential of a request: `X-API-Key: <key>` or `Authorization: Bearer <key or token>`.
 *
 * Attack: two credentials, and two parts of the system that each believe another one. Node joins a
 * repeated `X-API-Key` with a comma and keeps the first `Authorization` silently; the front door
 * counts the raw lines, and what is left of it here is refused as well.
 *
 * @throws {ProblemError} 400 `ambiguous-credentials`; 401 `missing-credential` where there is none,
 * without an error code.
 * @see RFC 6750 section 3.1
 */
export function readCredential(request: HttpRequest): PresentedCredential {
  const apiKey = request.header('x-api-key');
  const authorization = request.header('authorization');
  if (apiKey !== null && authorization !== null) throw problem('ambiguous-credentials');
  if (apiKey !== null) return { header: 'x-api-key', text: single(apiKey) };
  if (authorization === null) throw problem('missing-credential', { headers: NO_CREDENTIAL });
  const match = /^(?:Bearer|DPoP) +(.*)$/i.exec(authorization);
  if (!match) throw problem('missing-credential', { headers: NO_CREDENTIAL });
  return { header: 'authorization', text: single(match[1] ?? '') };
}

const NO_CREDENTIAL = { 'www-authenticate': 'Bearer realm="tollgate"' };

function single(text: string): string {
  const trimmed = text.trim();
  if (trimmed.includes(',')) throw problem('ambiguous-credentials');
  return trimmed;
}

const CREDENTIAL_PARAMETERS = new Set([
  'api_key',
  'apikey',
  'api-key',
  'x-api-key',
  'key',
  'access_token',
  'token',
  'bearer',
  'authorization',
]);

const CREDENTIAL_TEXT = /tg_(?:live|test|at|rt|cs)_[0-9A-Za-z_-]{8,}/;

/**
 * A credential in the URL: by the name of a parameter, or by its form anywhere in path or query.
 * @returns what was found, or undefined.
 * @see RFC 6750 section 5.3
 */
export function findCredentialInUrl({ path, query }: HttpRequest): string | undefined {
  if (query === '' && !/tg_|%/.test(path)) return undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    if (CREDENTIAL_PARAMETERS.has(name.toLowerCase())) return value;
  }
  return CREDENTIAL_TEXT.exec(decode(`${path}?${query}`))?.[0];
}

/** Byte by byte: a malformed sequence elsewhere must not hide a credential. */
function decode(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
