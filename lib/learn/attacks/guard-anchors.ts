import type { SourceRef } from '@/lib/trace/step';

/** The code that refuses each attack, by the slug of its page. */
export const GUARD_ANCHORS: Readonly<Record<string, SourceRef>> = {
  'code-used-twice':
    'lib/auth/oauth/authorization-server/artefact-adapter.ts#artefactAdapter:consumeArtefact',
  'login-csrf': 'lib/auth/oauth/sign-in/github-provider.ts#githubProvider:checks',
  'redirect-uri-tampering':
    'lib/auth/oauth/authorization-server/describe-client.ts#describeClient:application_type',
  'provider-mix-up': 'lib/auth/oauth/sign-in/google-provider.ts#googleProvider:checks',
  'same-email-elsewhere':
    'lib/auth/oauth/sign-in/admit-sign-in.ts#admitSignInBy:findProvidersOfEmail',
  'pkce-downgrade': 'lib/auth/oauth/authorization-server/create-provider.ts#configuration:required',
  'implicit-and-password':
    'lib/auth/oauth/authorization-server/create-provider.ts#configuration:responseTypes',
  'refresh-token-reuse':
    'lib/auth/oauth/authorization-server/create-provider.ts#configuration:rotateRefreshToken',
  'consent-bypass':
    'lib/auth/oauth/authorization-server/consent-request.ts#findInteraction:cookie !== uid',
  'wrong-token-for-the-api':
    'lib/auth/oauth/authorization-server/authenticate-access-token.ts#requireAudience:expected',
  'stolen-bound-token': 'lib/auth/oauth/authorization-server/require-sender.ts#requireSender:dpop',
  'cookie-theft-by-script': 'lib/auth/oauth/session/session-cookie.ts#cookie:httpOnly',
  'cross-site-form': 'lib/auth/oauth/session/session-cookie.ts#cookie:httpOnly',
  'request-smuggling': 'services/web/web-servers.ts#createWebServers:createServer',
  'state-changed': 'lib/auth/oauth/sign-in/github-provider.ts#githubProvider:checks',
  'stolen-code': 'lib/auth/oauth/sign-in/github-provider.ts#githubProvider:checks',
  'open-redirect': 'lib/auth/oauth/sign-in/own-url.ts#ownUrl:origin',
  'wrong-id-token-claims': 'lib/auth/oauth/sign-in/verify-id-token.ts#verifyIdToken:requiredClaims',
  'altered-id-token': 'lib/auth/oauth/sign-in/verify-id-token.ts#verifyIdToken:jwtVerify',
  'cookie-after-sign-out': 'lib/auth/oauth/session/session.repository.ts#findLiveSession:!row',
  'session-fixation': 'lib/auth/oauth/session/session-token.ts#createSessionToken:randomBytes',
  clickjacking: 'services/web/security-headers.ts#setPageHeaders:x-frame-options',
  'test-key-on-live-data': 'lib/usage/list-events.ts#listEvents:workspaceId',
  'key-without-the-scope': 'lib/auth/authorize.ts#requireScope:scopes',
  'expired-key': 'lib/auth/api-key/authenticate-api-key.ts#requireUsableApiKey:key-expired',
  'revoked-key-on-open-connection':
    'lib/auth/api-key/authenticate-api-key.ts#requireUsableApiKey:key-revoked',
  'rolled-key-after-overlap':
    'lib/auth/api-key/authenticate-api-key.ts#requireUsableApiKey:key-rolled',
  'key-from-wrong-address':
    'lib/auth/api-key/authenticate-api-key.ts#requireAllowedAddress:isAllowedAddress',
  'forged-forwarded-for': 'lib/http/client-address.ts#resolveClientAddress:while',
  'key-in-the-url': 'lib/http/read-credential.ts#findCredentialInUrl:CREDENTIAL_PARAMETERS',
  'key-found-in-git': 'lib/auth/api-key/key-format.ts#API_KEY_SEARCH',
  'guessing-keys': 'lib/http/address-guard.ts#requireUnblockedAddress:rateLimited',
  'timing-of-unknown-ids': 'lib/auth/api-key/match-secret.ts#isSame:timingSafeEqual',
  'two-credentials-at-once': 'lib/http/read-credential.ts#readCredential:ambiguous-credentials',
  'key-as-session': 'lib/http/read-credential.ts#readCredential:missing-credential',
  'another-tenants-id': 'lib/auth/api-key/api-key.repository.ts#changeApiKey:AND',
  'fields-that-were-not-asked-for': 'lib/http/validate.ts#validate:validation-failed',
  'key-makes-a-stronger-key': 'lib/auth/api-key/api-key-policy.ts#refuseStronger:extra.length',
  'the-same-thing-twice':
    'lib/usage/usage-event.repository.ts#INSERT_EVENTS:on conflict (workspace_id, mode, client_id',
  'no-client-certificate': 'lib/auth/mtls/tls-options.ts#serverTlsOptions:requestCert',
  'self-signed-certificate': 'lib/auth/mtls/tls-options.ts#identityOptions:bundlePem',
  'wrong-authority-same-name': 'lib/auth/mtls/certificate/verify-chain.ts#issuedBy:x509.verify',
  'expired-certificate': 'lib/auth/mtls/server/authenticate-peer.ts#checkNotExpired:notAfter',
  'another-workloads-certificate':
    'lib/auth/mtls/server/authenticate-peer.ts#authorizePeer:includes',
  'server-certificate-as-client':
    'lib/auth/mtls/certificate/check-svid.ts#checkPurpose:svid-wrong-purpose',
  'revoked-certificate': 'lib/auth/mtls/tls-options.ts#identityOptions:crl',
  'revoked-then-still-connected': 'lib/auth/mtls/server/authenticate-peer.ts#judge:verifyChain',
  'certificate-without-its-key':
    'lib/auth/mtls/identity/validate-identity.ts#checkKey:checkPrivateKey',
  'tls-downgrade': 'lib/auth/mtls/tls-options.ts#identityOptions:minVersion',
  'impostor-server': 'lib/auth/mtls/client/connect-peer.ts#checkServer:id === expectedId',
  'confused-deputy': 'services/billing/read-invoices.ts#getInvoice:not-found',
  'forged-proxy-identity': 'services/web/client-headers.ts#stripHeaders:if (STRIPPED',
  'webhook-to-the-inside': 'lib/http/outbound-url.ts#requireAddress:allowsAddress',
  'replayed-webhook': 'lib/webhooks/sign-webhook.ts#signWebhook:update',
  'key-as-webhook-secret': 'lib/webhooks/sign-webhook.ts#keyOf:throw',
  'forged-webhook': 'lib/webhooks/sign-webhook.ts#signWebhook:createHmac',
  'secret-in-the-log': 'lib/log.ts#createLog:streamWrite',
  'audit-tampering': 'lib/audit/verify-audit-chain.ts#findFault:hashAuditEvent',
  'fail-open': 'lib/http/rate-limit.ts#consumeRate:dependency-unavailable',
  'stolen-bound-key': 'lib/auth/api-key/require-proof.ts#requireProof:proof-required',
  'replayed-proof': 'lib/auth/proof-of-possession/recent-proof.ts#requireFirstUse:rememberProof',
  'resource-abuse': 'lib/http/page.ts#MAX_PAGE_SIZE',
  'job-of-another-repository':
    'lib/auth/oauth/workload-federation/judge-claims.ts#judgeClaims:pinned',
  'pull-request-of-a-fork':
    'lib/auth/oauth/workload-federation/judge-claims.ts#judgeRefused:refused',
  'job-token-for-another-service':
    'lib/auth/oauth/workload-federation/judge-claims.ts#judgeAudience:audiences.length',
  'job-token-used-twice':
    'lib/auth/oauth/workload-federation/verify-job-token.ts#requireFirstUse:rememberOnce',
  'unsigned-job-token':
    'lib/auth/oauth/workload-federation/verify-job-token.ts#verifySignature:compactVerify',
  'issuer-keys-inside': 'lib/auth/oauth/workload-federation/issuer-keys.ts#fetchFromIssuer:policy',
  'rule-by-a-name':
    'lib/auth/oauth/workload-federation/trust-rule-schema.ts#identityFault:identifying.some',
  'token-passthrough':
    'lib/auth/oauth/authorization-server/authenticate-access-token.ts#requireAudience:includes(expected)',
  'api-token-at-the-tools':
    'lib/auth/oauth/authorization-server/resource.ts#resourceAt:mcpResource',
  'look-alike-agent':
    'lib/auth/oauth/authorization-server/metadata-client.repository.ts#findNamesakes:translate',
  'metadata-document-inside':
    'lib/auth/oauth/authorization-server/metadata-client.ts#fetchForClient:guardedFetch',
  'grant-of-another-agent':
    'lib/auth/oauth/authorization-server/authenticate-access-token.ts#requireClient:clientIdOf',
  'tool-beyond-its-scope': 'lib/api/mcp/authenticate-agent.ts#requireToolScopes:insufficient-scope',
  'poisoned-event-text': 'lib/api/mcp/tool-list.ts#TOOLS',
};
