import { X509Certificate } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { AppRow } from './app.repository';
import { clientIdOf } from './app-credentials';
import { ALL_IDENTITY_SCOPES } from './identity-scope';
import { jwksSchema } from './jwks-schema';
import { certificatesInForce } from './machine-certificate';
import { SIGNING_ALGORITHM } from './signing-key';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Stands where the library wants a secret. It is no app's: `matchesAppSecret` compares. */
const NOT_A_SECRET = 'compared-by-digest';

/**
 * An app as the library knows it.
 *
 * Every app is registered as "web", so that redirect addresses are compared character by character;
 * what `allowLoopbackPorts` adds is the only exception.
 * @see RFC 7591 section 2
 */
export function describeClient(app: AppRow): ClientMetadata {
  return {
    client_id: clientIdOf(app),
    client_name: app.name,
    application_type: 'web',
    id_token_signed_response_alg: SIGNING_ALGORITHM,
    ...describeKind(app),
  };
}

function describeKind(app: AppRow): Omit<ClientMetadata, 'client_id'> {
  if (app.certificate) return describeMachine(app);
  return app.resourceServer ? describeResourceServer(app) : describeForPeople(app);
}

/** It introspects tokens and gets none. */
function describeResourceServer(app: AppRow): Omit<ClientMetadata, 'client_id'> {
  return { redirect_uris: [], response_types: [], grant_types: [], ...describeProof(app) };
}

/** It proves itself with a certificate of its own, and its tokens are worth nothing without that. */
function describeMachine(app: AppRow): Omit<ClientMetadata, 'client_id'> {
  return {
    scope: app.scopes.join(' '),
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
    scope: [...ALL_IDENTITY_SCOPES, ...app.scopes].join(' '),
    redirect_uris: app.redirectUris,
    response_types: app.redirectUris.length > 0 ? ['code'] : [],
    grant_types: [
      ...(app.redirectUris.length > 0 ? ['authorization_code'] : []),
      'refresh_token',
      DEVICE_GRANT,
    ],
    ...describeProof(app),
  };
}

/** How an app proves who it is. @see RFC 7523 section 2.2 */
function describeProof(app: AppRow): Omit<ClientMetadata, 'client_id'> {
  if (app.public) return { token_endpoint_auth_method: 'none' };
  if (app.jwks) {
    return { token_endpoint_auth_method: 'private_key_jwt', jwks: jwksSchema.parse(app.jwks) };
  }
  return { token_endpoint_auth_method: 'client_secret_basic', client_secret: NOT_A_SECRET };
}
