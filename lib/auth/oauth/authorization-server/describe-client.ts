import { X509Certificate } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { AppRow } from './app.repository';
import { toClientId } from './app-credentials';
import { certificatesInForce } from './machine-certificate';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** The library wants to know how ID tokens would be signed. There are none. */
export const UNUSED_ALGORITHM = 'ES256';

/** Stands where the library wants a secret. It is no app's: `matchesAppSecret` compares. */
const NOT_A_SECRET = 'compared-by-digest';

/**
 * An app as the library knows it.
 *
 * Attack: a "native" client may use any port of its loopback address. Every app is registered as
 * "web", so that the redirect address is compared character by character for all of them; a command
 * line uses the device grant.
 * @see RFC 7591 section 2
 */
export function describeClient(app: AppRow): ClientMetadata {
  return {
    client_id: toClientId(app.id),
    client_name: app.name,
    application_type: 'web',
    scope: app.scopes.join(' '),
    id_token_signed_response_alg: UNUSED_ALGORITHM,
    ...(app.certificate ? describeMachine(app) : describeForPeople(app)),
  };
}

/** It proves itself with a certificate of its own, and its tokens are worth nothing without that. */
function describeMachine(app: AppRow): Omit<ClientMetadata, 'client_id'> {
  return {
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    tls_client_certificate_bound_access_tokens: true,
    jwks: { keys: certificatesInForce(app).map(describeKey) },
  };
}

function describeKey(certificate: string) {
  const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'));
  const { kty, ...key } = publicKey.export({ format: 'jwk' });
  return { ...key, kty: String(kty), x5c: [certificate] };
}

function describeForPeople(app: AppRow): Omit<ClientMetadata, 'client_id'> {
  return {
    redirect_uris: app.redirectUris,
    response_types: app.redirectUris.length > 0 ? ['code'] : [],
    grant_types: [
      ...(app.redirectUris.length > 0 ? ['authorization_code'] : []),
      'refresh_token',
      DEVICE_GRANT,
    ],
    ...(app.public
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret_basic', client_secret: NOT_A_SECRET }),
  };
}
