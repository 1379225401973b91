import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { PUBLIC_ONLY, PUBLIC_OR_LOOPBACK } from '@/lib/http/address-policy';
import { guardedFetch } from '@/lib/http/guarded-fetch';
import { getEnv } from '@/lib/env';
import { oncePerProcess } from '@/lib/once-per-process';

const FETCH_TIMEOUT_MS = 5_000;
const MAX_DOCUMENT_BYTES = 131_072;
const MAX_KEYS = 50;
const MAX_ISSUERS = 500;
/** Keys are read again after this, so that one which the issuer has withdrawn stops working. */
const FRESH_MS = 600_000;
/** While the issuer does not answer, known keys are used for this long. */
const STALE_MS = 3_600_000;
/** An issuer is asked at most this often, whatever callers send. */
const COOLDOWN_MS = 2_000;

/** Reads a JSON document. Tests and the attack lab put in their own. */
export type FetchDocument = (url: string) => Promise<unknown>;

export type IssuerKeys = {
  key: JWTVerifyGetKey;
  /** When they were asked for, in milliseconds. */
  fetchedAt: number;
};

type Entry = { keys?: IssuerKeys; pending?: Promise<IssuerKeys> | undefined; askedAt: number };

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.string() });
const jwksSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string() })).max(MAX_KEYS),
});

/**
 * The public keys of issuers: fetched where they are needed, kept for 10 minutes, of at most 500
 * issuers.
 * @see OpenID Connect Discovery 1.0 section 4
 */
export class IssuerKeyCache {
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_ISSUERS });

  constructor(
    private readonly fetchDocument: FetchDocument = fetchFromIssuer,
    private readonly cooldownMs = COOLDOWN_MS,
  ) {}

  /** How many issuers are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * The keys of an issuer.
   * @param newerThan in milliseconds: keys that were asked for earlier did not verify the token. The
   * issuer may have rotated them without an overlap, so it is asked again, at most every two seconds;
   * callers wait for that and share the answer.
   * @throws {Error} when the issuer has no usable keys, or its address leads inside.
   */
  async get(issuer: string, newerThan = 0, now = Date.now()): Promise<IssuerKeys> {
    const entry = this.#entries.get(issuer) ?? { askedAt: 0 };
    this.#entries.set(issuer, entry);
    const { keys } = entry;
    if (keys && keys.fetchedAt > newerThan && now - keys.fetchedAt < FRESH_MS) return keys;
    entry.pending ??= this.#fetch(issuer, entry, now).finally(() => {
      entry.pending = undefined;
    });
    try {
      return await entry.pending;
    } catch (error) {
      if (keys && keys.fetchedAt > newerThan && now - keys.fetchedAt < STALE_MS) return keys;
      throw error;
    }
  }

  async #fetch(issuer: string, entry: Entry, now: number): Promise<IssuerKeys> {
    const waitMs = entry.askedAt + this.cooldownMs - now;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    entry.askedAt = Date.now();
    const fetchedAt = Date.now();
    const base = issuer.replace(/\/$/, '');
    const metadata = metadataSchema.parse(
      await this.fetchDocument(`${base}/.well-known/openid-configuration`),
    );
    // Attack: the document of another issuer, whose keys would then sign for this one.
    if (metadata.issuer !== issuer) throw new Error('The metadata names another issuer.');
    const jwks = jwksSchema.parse(await this.fetchDocument(metadata.jwks_uri));
    entry.keys = { key: toKeySet(jwks), fetchedAt };
    return entry.keys;
  }
}

/**
 * A JWK Set as the function with which jose looks a key up. A SPIFFE bundle is one, whose `use` is
 * `jwt-svid` or `x509-svid`; jose takes keys for `sig` alone.
 * @see https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE_Trust_Domain_and_Bundle.md
 */
export function toKeySet({ keys }: JSONWebKeySet): JWTVerifyGetKey {
  const forTokens = keys.map((jwk) => (jwk.use === 'jwt-svid' ? { ...jwk, use: 'sig' } : jwk));
  return createLocalJWKSet({ keys: forTokens });
}

/** The one cache of this process. */
export const issuerKeys = oncePerProcess('issuer-keys', () => new IssuerKeyCache());

/** The issuer that `npm start` runs beside the app. */
export function developmentIssuer(): string {
  return `http://localhost:${getEnv().CI_ISSUER_PORT}`;
}

/** Whether a URL is on the development issuer, and this deployment has one. */
export function isDevelopmentIssuer(url: string): boolean {
  if (getEnv().DEPLOYMENT !== 'local' || !URL.canParse(url)) return false;
  return new URL(url).origin === developmentIssuer();
}

/**
 * Attack: the metadata of an issuer names a JWK Set at an inner address, and the failure tells the
 * rule's owner what answers there. Both documents go through the same guard as webhooks.
 */
export async function fetchFromIssuer(url: string): Promise<unknown> {
  const { status, body } = await guardedFetch(url, {
    policy: isDevelopmentIssuer(url) ? PUBLIC_OR_LOOPBACK : PUBLIC_ONLY,
    timeoutMs: FETCH_TIMEOUT_MS,
    maxBytes: MAX_DOCUMENT_BYTES,
  });
  if (status !== 200) throw new Error(`The issuer answered ${status}.`);
  return JSON.parse(body);
}
