import type { JWK } from 'jose';
import type Provider from 'oidc-provider';
import type { ClientMetadata, Configuration } from 'oidc-provider';
import type { Principal } from '@/lib/auth/principal';

/**
 * Machine clients with certificates, CI jobs that exchange their platform's token, and clients that
 * publish their own metadata are not part of this copy; only the places are. Each function says so.
 */
export type BoundCertificates = { certificate: string | null };

export function certificatesInForce(_app: BoundCertificates): string[] {
  return [];
}

/** Of no certificate: what is bound to one is refused. */
export function thumbprintOf(_certificate: string): string {
  return '';
}

type Holder = { clientId: string; scopes: readonly string[]; expiresAt: Date; thumbprint?: string };

export async function describeMachine(_token: Holder): Promise<Principal | null> {
  return null;
}

export type JobTokenChecks = never;

type ExchangeHost = {
  resource: string;
  tokenPath: string;
  rememberOnce: (kind: string, id: string, expiresAt: Date) => Promise<boolean>;
};

/** Registers no token exchange. */
export function exchangeJobTokens(
  _provider: Provider,
  _host: ExchangeHost,
  _checks?: JobTokenChecks,
): void {}

export function isWorkloadClient(_clientId: string): boolean {
  return false;
}

export async function describeWorkloadClient(
  _clientId: string,
): Promise<ClientMetadata | undefined> {
  return undefined;
}

export async function describeWorkload(
  _token: Holder,
  _address: string | null,
): Promise<Principal | null> {
  return null;
}

type Features = NonNullable<Configuration['features']>;

export const METADATA_DOCUMENTS: NonNullable<Features['clientIdMetadataDocument']> = {
  enabled: false,
};

/** Attack: an address that a client names leads into your own network. None is fetched. */
export async function fetchForClient(): Promise<Response> {
  throw new Error('Nothing is fetched for a client.');
}

/** The host of a client id that is the address of a document. */
export function metadataHostOf(_clientId: string): string | undefined {
  return undefined;
}

type MetadataApp = { metadataUrl: string; name: string; redirectUris: string[] };

export async function findMetadataApp(_metadataUrl: string): Promise<{ id: string } | null> {
  return null;
}

export async function saveMetadataApp(_app: MetadataApp): Promise<string> {
  throw new Error('Only registered apps are allowed anything.');
}

type Own = { id?: string; workspaceId?: string | null; host?: string };

/** Apps of others whose names look the same. Put your own search here, and the consent page warns. */
export async function findNamesakes(
  _name: string,
  _own: Own,
): Promise<{ workspaceName: string | null; metadataUrl: string | null }[]> {
  return [];
}

/** The key of a credential that is bound to one: here, of access tokens alone. */
export type PublicJwk = JWK;

/** Remembers nothing: each call reads the token that it presents. */
export function recallAccessToken<Stored>(
  token: string,
  find: (token: string) => Promise<Stored>,
): Promise<Stored> {
  return find(token);
}
