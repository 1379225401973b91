import { LRUCache } from 'lru-cache';
import { PUBLIC_ONLY, PUBLIC_OR_LOOPBACK } from '@/lib/http/address-policy';
import { guardedFetch } from '@/lib/http/guarded-fetch';
import { decryptText } from '@/lib/encryption';
import { getEnv } from '@/lib/env';
import { fromPublicId, toPublicId } from '@/lib/public-id';
import {
  clientAuthenticationOf,
  discoverIssuer,
  type IssuerMetadata,
} from '../sign-in/discover-issuer';
import type { CompanyProviderId, ProviderRegistration } from '../sign-in/providers';
import {
  type CompanyRow,
  findProvedCompany,
  findProvedCompanyByDomain,
} from './company.repository';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 262_144;
const SCOPE = 'openid email profile';
const METADATA_MS = 600_000;
const UNREACHABLE_MS = 5_000;

/** Metadata by issuer; undefined while a provider does not answer, which is asked again soon. */
const discovered = new LRUCache<string, Promise<IssuerMetadata | undefined>>({ max: 500 });

/** A company's provider, as a sign-in needs it. */
export type Company = {
  id: string;
  workspaceId: string;
  domain: string;
  registration: ProviderRegistration;
  /** What it publishes about itself; undefined while it does not answer. */
  metadata: IssuerMetadata | undefined;
};

/**
 * Names a workspace's provider in addresses. It is known before there is one, so that the redirect
 * URI can be registered first. Each has an address of its own, which is what tells two providers
 * apart that do not send `iss`.
 * @see RFC 9700 section 4.4.2.2
 */
export function companyProviderId(workspaceId: string): CompanyProviderId {
  return `sso_${toPublicId('wsp', workspaceId).slice('wsp_'.length)}`;
}

/** The provider that an address names, with its domain proved; undefined where there is none. */
export async function findCompany(providerId: string): Promise<Company | undefined> {
  const workspaceId = fromPublicId('wsp', providerId.replace(/^sso_/, 'wsp_'));
  const row = workspaceId ? await findProvedCompany(workspaceId) : null;
  return row ? describeCompany(row) : undefined;
}

/** The name of the provider that signs in a domain's people. */
export async function findCompanyOfDomain(domain: string): Promise<CompanyProviderId | undefined> {
  const row = await findProvedCompanyByDomain(domain);
  return row ? companyProviderId(row.workspaceId) : undefined;
}

/** What a client secret is encrypted for: this column of this row. */
export function secretContext(id: string): string {
  return `company-provider:${id}:client-secret`;
}

/**
 * A row as a registration.
 *
 * Attack: an owner, or anyone who has their session, replaces the issuer by one of their own and signs
 * in with the subjects of everyone else. Identities carry the row and the issuer, and neither can
 * be changed: another issuer is another row, in which no one is known.
 */
export async function describeCompany(row: CompanyRow): Promise<Company> {
  const metadata = await discover(row.issuer);
  const offline =
    row.offlineAccess && metadata?.scopes_supported?.includes('offline_access') === true;
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    domain: row.domain,
    metadata,
    registration: {
      id: companyProviderId(row.workspaceId),
      name: row.domain,
      real: true,
      issuer: row.issuer,
      identityIssuer: `company:${row.id}:${row.issuer}`,
      clientId: row.clientId,
      clientSecret: await decryptText(row.clientSecret, secretContext(row.id)),
      scope: offline ? `${SCOPE} offline_access` : SCOPE,
      fetch: companyFetch,
      clientAuthentication: metadata && clientAuthenticationOf(metadata),
    },
  };
}

function discover(issuer: string): Promise<IssuerMetadata | undefined> {
  const known = discovered.get(issuer);
  if (known) return known;
  const found = discoverIssuer(issuer, companyFetch).catch(() => {
    discovered.set(issuer, Promise.resolve(undefined), { ttl: UNREACHABLE_MS });
    return undefined;
  });
  discovered.set(issuer, found, { ttl: METADATA_MS });
  return found;
}

/**
 * Calls a provider that an owner named.
 *
 * Attack: its metadata names an inner address as token endpoint, and the failure tells the owner what
 * answers there. Every request goes through the same guard as webhooks.
 */
export async function companyFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const { status, body, headers } = await guardedFetch(String(url), {
    policy: companyPolicy(),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
    method: init.method === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body instanceof URLSearchParams ? init.body.toString() : undefined,
  });
  const type = headers['content-type'];
  return new Response(status === 204 || status === 304 ? null : body, {
    status,
    headers: typeof type === 'string' ? { 'content-type': type } : {},
  });
}

/** Public addresses; on one's own machine loopback as well. */
export function companyPolicy() {
  return getEnv().DEPLOYMENT === 'local' ? PUBLIC_OR_LOOPBACK : PUBLIC_ONLY;
}
