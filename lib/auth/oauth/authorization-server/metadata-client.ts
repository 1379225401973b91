import type { Client, Configuration } from 'oidc-provider';
import { getEnv } from '@/lib/env';
import { type AddressPolicy, PUBLIC_ONLY, PUBLIC_OR_LOOPBACK } from '@/lib/http/address-policy';
import { getClientContext } from '@/lib/http/client-context';
import { guardedFetch } from '@/lib/http/guarded-fetch';
import { ProblemError } from '@/lib/http/problem';
import { consumeRate } from '@/lib/http/rate-limit';
import { MAX_APP_NAME_CHARACTERS } from './app-schema';
import { isRedirectUri } from './redirect-uri';

/**
 * Clients that no workspace registered: an agent's client id is the URL of a document that says what
 * the agent is called and where its codes go. The library fetches, checks and caches the document (at
 * most 100 of them); what is here decides which ones it may fetch, and how.
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */

const TIMEOUT_MS = 5_000;
/** Of a document, and of a JWK Set that one names. */
const MAX_BYTES = 16_384;
const MAX_REDIRECT_URIS = 20;
const MAX_URL_CHARACTERS = 512;
const MAX_FETCHES_AT_ONCE = 20;

/** Unknown documents that one address can make the server fetch. */
const FETCH_POLICY = { name: 'client-metadata', quota: 30, windowSeconds: 60 };

/** Read again after a minute at the earliest and a day at the latest, as the host's cache headers say. */
const CACHE_SECONDS = { min: 60, max: 86_400 };

let fetching = 0;

/** The feature as the library is configured with it. Its draft changes, so the version is pinned. */
export const METADATA_DOCUMENTS: NonNullable<
  NonNullable<Configuration['features']>['clientIdMetadataDocument']
> = {
  enabled: true,
  ack: 'draft-02',
  cacheDuration: CACHE_SECONDS,
  allowFetch: (_ctx, url) => mayFetch(url),
  allowClient: (_ctx, client) => isTaken(client),
};

/** The host of a client id that is the URL of a document; undefined for the id of a registered app. */
export function metadataHostOf(clientId: string): string | undefined {
  if (!clientId.startsWith('https://') || !URL.canParse(clientId)) return undefined;
  return new URL(clientId).host;
}

/**
 * Whether the server fetches an unknown document.
 *
 * Attack: someone makes the server call others without end. Each address has a quota, and so have all
 * together. A URL without a path could be any page of its host.
 */
async function mayFetch(url: string): Promise<boolean> {
  const { pathname, search, href } = new URL(url);
  if (url.length > MAX_URL_CHARACTERS || pathname === '/' || search !== '' || href !== url) {
    return false;
  }
  if (fetching >= MAX_FETCHES_AT_ONCE) return false;
  try {
    await consumeRate(FETCH_POLICY, getClientContext().address ?? 'unknown');
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'rate-limited') return false;
    throw error;
  }
}

/** Whether a document says what an app has to say here to be registered. */
function isTaken(client: Client): boolean {
  const { clientName = '', redirectUris = [] } = client;
  const named = clientName.trim().length > 0 && clientName.length <= MAX_APP_NAME_CHARACTERS;
  const bounded = redirectUris.length > 0 && redirectUris.length <= MAX_REDIRECT_URIS;
  return named && bounded && redirectUris.every(isRedirectUri);
}

/**
 * Calls an address that a client named, for the library.
 *
 * Attack: a metadata document, or the key set that it names, on an inner address; the failure tells
 * the attacker what answers there. It goes through the same guard as webhooks: https to public
 * addresses, no redirect, bounded.
 */
export async function fetchForClient(
  url: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  fetching += 1;
  try {
    const { status, body, headers } = await guardedFetch(String(url), {
      policy: policy(),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      headers: Object.fromEntries(new Headers(init.headers)),
    });
    const kept = ['content-type', 'cache-control', 'expires'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const empty = status === 204 || status === 304;
    return new Response(empty ? null : body, { status, headers: Object.fromEntries(kept) });
  } finally {
    fetching -= 1;
  }
}

/** On one's own machine loopback as well. */
function policy(): AddressPolicy {
  return getEnv().DEPLOYMENT === 'local' ? PUBLIC_OR_LOOPBACK : PUBLIC_ONLY;
}
