import { z } from 'zod';
import type { ClientAuthentication } from './providers';

const TIMEOUT_MS = 10_000;

const metadataSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  backchannel_logout_supported: z.boolean().optional(),
});

/** Auth.js reads all three before it compares anything. */
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'] as const;

export type OutboundFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What an OpenID Connect provider publishes about itself. */
export type IssuerMetadata = z.output<typeof metadataSchema>;

/** The metadata was read, and no sign-in is possible with it. The message says why. */
export class IssuerFault extends Error {
  override name = 'IssuerFault';
}

/**
 * Reads the metadata of an OpenID Connect provider.
 *
 * Attack: the document of another issuer, whose keys would then sign for this one. The name in it
 * must be the one that was asked for, character by character.
 *
 * @param send makes the request; for an issuer that a user named, one with a guard.
 * @throws {IssuerFault} when the answer is not this issuer's metadata.
 * @throws {Error} when the provider does not answer.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
 */
export async function discoverIssuer(
  issuer: string,
  send: OutboundFetch = fetch,
): Promise<IssuerMetadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await send(url, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'manual',
    cache: 'no-store',
    headers: { accept: 'application/json' },
  });
  if (response.status >= 500)
    throw new Error(`Discovery of the provider answered ${response.status}`);
  if (!response.ok) throw new IssuerFault(`${url} answered ${response.status}, not 200.`);
  const metadata = metadataSchema.safeParse(await response.json().catch(() => undefined));
  if (!metadata.success) throw new IssuerFault(`${url} is not the metadata of a provider.`);
  if (metadata.data.issuer !== issuer) {
    throw new IssuerFault(`${url} names the issuer "${metadata.data.issuer}", not "${issuer}".`);
  }
  return metadata.data;
}

/**
 * How a client sends its secret to this provider. Basic where the provider takes it or does not say.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 */
export function clientAuthenticationOf({
  token_endpoint_auth_methods_supported: methods = ['client_secret_basic'],
}: IssuerMetadata): ClientAuthentication | undefined {
  if (methods.includes('client_secret_basic')) return 'client_secret_basic';
  return methods.includes('client_secret_post') ? 'client_secret_post' : undefined;
}

/**
 * Whether people can sign in at a provider, judged by its metadata.
 * @throws {IssuerFault} saying what it lacks, or that the URL is not its issuer.
 * @throws {Error} when the provider does not answer.
 */
export async function checkIssuer(issuer: string, send?: OutboundFetch): Promise<IssuerMetadata> {
  const metadata = await discoverIssuer(issuer, send);
  const missing = NEEDED.filter((name) => !metadata[name]);
  if (missing.length > 0) throw new IssuerFault(`Its metadata has no ${missing.join(' and no ')}.`);
  if (!clientAuthenticationOf(metadata)) {
    throw new IssuerFault('It takes a client secret neither by Basic nor in the form.');
  }
  return metadata;
}
