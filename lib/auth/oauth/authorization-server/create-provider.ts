import { hkdfSync } from 'node:crypto';
import Provider, { type Configuration, errors } from 'oidc-provider';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { getEnv, requireSecret } from '@/lib/env';
import { getClientContext } from '@/lib/http/client-context';
import { answerByQueryOnly } from './answer-by-query-only';
import { artefactAdapter } from './artefact-adapter';
import { CONSENT_COOKIE, consentPath } from './resource';
import { showCodeConfirmation, showCodeInput, showDeviceConnected } from './pages';
import { escapeHtml } from '@/lib/escape-html';
import { plainPage } from '@/lib/plain-page';
import { repeatRefreshAnswers } from './repeat-refresh-answer';
import { apiResource, oauthIssuer } from './resource';
import { shapeCredentials } from './app-credentials';
import { unusedKey } from './unused-key';

export const ACCESS_TOKEN_SECONDS = 900;
/** After this a person must be asked again, however often the app refreshed. */
export const GRANT_SECONDS = 90 * 86_400;
const CODE_SECONDS = 60;
const DEVICE_CODE_SECONDS = 600;
const INTERACTION_SECONDS = 900;

/** What the attack lab changes in a copy of the configuration, made for one run. */
export type Alteration = (configuration: Configuration) => Configuration;

/**
 * The authorization server for third-party apps: code with S256 PKCE for everyone, exact redirect
 * match, no implicit and no password grant, short opaque tokens for one audience, rotating refresh
 * tokens with an absolute end, pushed requests, DPoP, device grant, revocation, introspection, `iss`.
 * @see RFC 9700
 * @see docs/decisions/0032-authorization-server-on-oidc-provider.md
 */
export function createProvider(alter: Alteration = (configuration) => configuration): Provider {
  const provider = new Provider(oauthIssuer(), alter(configuration()));
  // The front door sets host and protocol; see createAuthorizationServer.
  provider.proxy = true;
  shapeCredentials(provider);
  repeatRefreshAnswers(provider);
  answerByQueryOnly(provider);
  return provider;
}

function configuration(): Configuration {
  return {
    adapter: artefactAdapter,
    scopes: [...ALL_SCOPES],
    claims: {},
    jwks: { keys: [unusedKey()] },
    responseTypes: ['code'],
    clientAuthMethods: [
      'none',
      'client_secret_basic',
      'client_secret_post',
      ...(takesCertificates() ? (['self_signed_tls_client_auth'] as const) : []),
    ],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    // Who consents is settled on the consent page, by our own session.
    findAccount: (_ctx, userId) => ({ accountId: userId, claims: () => ({ sub: userId }) }),
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
    ...routesAndCookies(),
    features: features(),
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      DeviceCode: DEVICE_CODE_SECONDS,
      Interaction: INTERACTION_SECONDS,
      Session: INTERACTION_SECONDS,
      Grant: GRANT_SECONDS,
      RefreshToken: (ctx) => {
        const grant = ctx.oidc.entities.Grant;
        return grant?.exp ? Math.max(1, grant.exp - Math.floor(Date.now() / 1000)) : GRANT_SECONDS;
      },
    },
    renderError: (ctx, out) => {
      ctx.body = plainPage(
        'This request was refused',
        `<p>${escapeHtml(out.error_description ?? 'The app sent a request that we do not answer.')}</p>
<p>Reason: <strong>${escapeHtml(out.error)}</strong>. Nothing was sent back to the app.</p>
<p>Go back to the app and begin again. If that ends here, too, tell those who make it.</p>`,
      );
    },
  };
}

/**
 * Whether a proxy in front may say which certificate a caller holds. Without one nobody can prove it,
 * so machine clients are not offered.
 * @see docs/decisions/0070-certificates-from-the-proxy-that-ends-tls.md
 */
function takesCertificates(): boolean {
  return getEnv().TRUSTED_PROXIES.length > 0;
}

function routesAndCookies(): Pick<Configuration, 'routes' | 'cookies'> {
  const secure = oauthIssuer().startsWith('https:');
  const options = {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    overwrite: true,
    signed: true,
  } as const;
  const key = hkdfSync('sha256', requireSecret('AUTH_SECRET'), '', 'tollgate oauth cookies', 32);
  return {
    routes: {
      authorization: '/authorize',
      token: '/token',
      revocation: '/revoke',
      introspection: '/introspect',
      device_authorization: '/device-authorization',
      code_verification: '/device',
      pushed_authorization_request: '/par',
      jwks: '/jwks',
    },
    cookies: {
      names: {
        session: 'tollgate.oauth-browser',
        interaction: CONSENT_COOKIE,
        resume: 'tollgate.oauth-resume',
      },
      keys: [Buffer.from(key)],
      short: options,
      long: options,
    },
  };
}

function features(): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
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
    introspection: {
      enabled: true,
      // An app may look at its own tokens, and only one that can prove who it is.
      allowedPolicy: async (_ctx, client, token) =>
        client.clientAuthMethod !== 'none' && token.clientId === client.clientId,
    },
    deviceFlow: {
      enabled: true,
      charset: 'base-20',
      mask: '****-****',
      userCodeInputSource: async (ctx, form, _out, error) =>
        showCodeInput(ctx, form, error ? 'This code is wrong or has expired.' : undefined),
      userCodeConfirmSource: async (ctx, form, client, _device, userCode) =>
        showCodeConfirmation(ctx, form, client.clientName ?? client.clientId, userCode),
      successSource: async (ctx) => showDeviceConnected(ctx),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => apiResource(),
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource) => {
        if (resource !== apiResource()) throw new errors.InvalidTarget();
        return {
          scope: ALL_SCOPES.join(' '),
          audience: apiResource(),
          accessTokenFormat: 'opaque',
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
        };
      },
    },
  };
}
