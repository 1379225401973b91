import { hkdfSync } from 'node:crypto';
import type { JWK } from 'jose';
import Provider, { type Configuration, errors } from 'oidc-provider';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { getEnv, requireSecret } from '@/lib/env';
import { getClientContext } from '@/lib/http/client-context';
import { DPOP_ALGORITHMS } from '@/lib/auth/proof-of-possession/verify-dpop-proof';
import { shapeCredentials } from './app-credentials';
import { artefactAdapter } from './artefact-adapter';
import { rememberOnce } from './artefact.repository';
import { findAccount } from './find-account';
import { ACR } from './fresh-proof';
import { ALL_IDENTITY_SCOPES } from './identity-scope';
import { allowLoopbackPorts } from './loopback-redirect';
import { mayIntrospect } from './may-introspect';
import { fetchForClient, METADATA_DOCUMENTS } from './metadata-client';
import { describeRefusal, DEVICE_FLOW } from './pages';
import { repeatRefreshAnswers } from './repeat-refresh-answer';
import { apiResource, audienceOf, consentPath, oauthIssuer } from './resource';
import { LOGOUT_PATH, ROUTES, routesAndCookies } from './routes';
import { exchangeJobTokens } from '../workload-federation/exchange-job-token';
import type { JobTokenChecks } from '../workload-federation/verify-job-token';
import { shapeAnswers } from './shape-answers';
import { SIGNING_ALGORITHM } from './signing-key';

export const ACCESS_TOKEN_SECONDS = 900;
/** After this a person must be asked again, however often the app refreshed. */
export const GRANT_SECONDS = 90 * 86_400;
const CODE_SECONDS = 60;
const DEVICE_CODE_SECONDS = 600;
const INTERACTION_SECONDS = 900;
const ID_TOKEN_SECONDS = 3600;

/** Of signed client assertions. @see RFC 7523 */
const ASSERTION_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] as const;

/** What the attack lab changes in a copy of the configuration, made for one run. */
export type Alteration = (configuration: Configuration) => Configuration;

/**
 * The authorization server for third-party apps: code with S256 PKCE for everyone, exact redirect
 * match, no implicit and no password grant, short opaque tokens for one audience, rotating refresh
 * tokens with an absolute end, pushed requests, DPoP, device grant, revocation, introspection, `iss`;
 * and OpenID Connect, so that people can sign in elsewhere with their account here.
 * @param keys private keys for ID tokens, the one that signs first.
 * @see RFC 9700
 * @see docs/decisions/0032-authorization-server-on-oidc-provider.md
 */
export function createProvider(
  keys: readonly JWK[],
  alter: Alteration = (configuration) => configuration,
  jobTokenChecks?: JobTokenChecks,
): Provider {
  const provider = new Provider(oauthIssuer(), alter(configuration(keys)));
  // The front door sets host and protocol; see createAuthorizationServer.
  provider.proxy = true;
  shapeCredentials(provider);
  allowLoopbackPorts(provider);
  repeatRefreshAnswers(provider);
  const host = { resource: apiResource(), tokenPath: ROUTES.token, rememberOnce };
  exchangeJobTokens(provider, host, jobTokenChecks);
  shapeAnswers(provider);
  return provider;
}

function configuration(keys: readonly JWK[]): Configuration {
  return {
    adapter: artefactAdapter,
    scopes: [...ALL_IDENTITY_SCOPES, ...ALL_SCOPES],
    claims: {
      openid: ['sub'],
      profile: ['name', 'picture'],
      email: ['email', 'email_verified'],
    },
    // Many clients read name and address from the ID token alone.
    conformIdTokenClaims: false,
    acrValues: Object.values(ACR),
    extraParams: ['device_name'],
    jwks: { keys: [...keys] },
    enabledJWA: {
      idTokenSigningAlgValues: [SIGNING_ALGORITHM],
      clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
      dPoPSigningAlgValues: [...DPOP_ALGORITHMS],
    },
    responseTypes: ['code'],
    clientAuthMethods: authMethods(),
    discovery: describeServer(),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    // Who consents is settled on the consent page, by our own session.
    findAccount,
    // Only what was decided on the consent page of this very request counts.
    loadExistingGrant: (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined;
    },
    interactions: {
      url(_ctx, interaction) {
        // A person is asked for something or not at all.
        if (!interaction.params.scope) throw new errors.InvalidScope('scope is missing', '');
        return consentPath(interaction.uid);
      },
    },
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' &&
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    fetch: fetchForClient,
    ...routesAndCookies(),
    features: features(),
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      DeviceCode: DEVICE_CODE_SECONDS,
      IdToken: ID_TOKEN_SECONDS,
      Interaction: INTERACTION_SECONDS,
      Session: INTERACTION_SECONDS,
      Grant: GRANT_SECONDS,
      RefreshToken: (ctx) => {
        const grant = ctx.oidc.entities.Grant;
        return grant?.exp ? Math.max(1, grant.exp - Math.floor(Date.now() / 1000)) : GRANT_SECONDS;
      },
    },
    renderError: (ctx, out) => {
      ctx.body = describeRefusal(out.error, out.error_description);
    },
  };
}

/**
 * Whether a proxy in front may say which certificate a caller holds. Without one no one can prove it,
 * so machine clients are not offered.
 * @see docs/decisions/0070-client-certificates-behind-a-proxy.md
 */
function takesCertificates(): boolean {
  return getEnv().TRUSTED_PROXIES.length > 0;
}

function authMethods() {
  const methods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
  return takesCertificates() ? ([...methods, 'self_signed_tls_client_auth'] as const) : methods;
}

/** What the library does not say of itself. @see RFC 8414 section 2 */
function describeServer(): Record<string, unknown> {
  const confidential = [...authMethods()].filter((method) => method !== 'none');
  return {
    service_documentation: `${getEnv().APP_URL}/docs/api`,
    end_session_endpoint: `${oauthIssuer()}${LOGOUT_PATH}`,
    revocation_endpoint_auth_methods_supported: authMethods(),
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: confidential,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  };
}

function features(): NonNullable<Configuration['features']> {
  const nonceKey = hkdfSync('sha256', requireSecret('AUTH_SECRET'), '', 'tollgate dpop nonce', 32);
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: true },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.from(nonceKey) },
    clientCredentials: { enabled: takesCertificates() },
    mTLS: {
      enabled: takesCertificates(),
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      getCertificate: () => getClientContext().certificate,
    },
    revocation: {
      enabled: true,
      allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
    },
    introspection: { enabled: true, allowedPolicy: mayIntrospect },
    deviceFlow: DEVICE_FLOW,
    clientIdMetadataDocument: METADATA_DOCUMENTS,
    resourceIndicators: {
      enabled: true,
      defaultResource: () => apiResource(),
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource) => {
        if (!audienceOf(resource)) throw new errors.InvalidTarget();
        return {
          scope: [...ALL_IDENTITY_SCOPES, ...ALL_SCOPES].join(' '),
          audience: resource,
          accessTokenFormat: 'opaque',
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
        };
      },
    },
  };
}
