import type { Anchor } from '../anchor';

const at = (file: string, text: string): Anchor => ({ file, text });

const CHECK_API_KEY = 'lib/auth/api-key/authenticate-api-key.ts';
const TLS_OPTIONS = 'lib/auth/mtls/tls-options.ts';
const CREATE_PROVIDER = 'lib/auth/oauth/authorization-server/create-provider.ts';
const READ_CREDENTIAL = 'lib/http/read-credential.ts';

/** The line that refuses each attack, by the slug of its page. */
export const GUARD_ANCHORS: Readonly<Record<string, Anchor>> = {
  'code-used-twice': at(
    'lib/auth/oauth/authorization-server/artefact-adapter.ts',
    'if (!(await consumeArtefact(kind, id))) {',
  ),
  'login-csrf': at('lib/auth/oauth/sign-in/github-provider.ts', "checks: ['pkce', 'state']"),
  'redirect-uri-tampering': at(
    'lib/auth/oauth/authorization-server/describe-client.ts',
    "application_type: 'web',",
  ),
  'provider-mix-up': at(
    'lib/auth/oauth/sign-in/google-provider.ts',
    "checks: ['pkce', 'state', 'nonce']",
  ),
  'same-email-elsewhere': at(
    'lib/auth/oauth/sign-in/admit-sign-in.ts',
    'if (user.email && (await people.findProvidersOfEmail(user.email)).length > 0) {',
  ),
  'pkce-downgrade': at(CREATE_PROVIDER, 'pkce: { required: () => true },'),
  'implicit-and-password': at(CREATE_PROVIDER, "responseTypes: ['code'],"),
  'refresh-token-reuse': at(CREATE_PROVIDER, 'rotateRefreshToken: true,'),
  'consent-bypass': at(
    'lib/auth/oauth/authorization-server/consent-request.ts',
    'if (cookie !== uid) return undefined;',
  ),
  'wrong-token-for-the-api': at(
    'lib/auth/oauth/authorization-server/authenticate-access-token.ts',
    'if (![audience].flat().includes(apiResource()))',
  ),
  'stolen-bound-token': at(
    'lib/auth/oauth/authorization-server/require-sender.ts',
    "if (scheme !== 'dpop') throw invalidToken(",
  ),
  'cookie-theft-by-script': at(
    'lib/auth/oauth/session/session-cookie.ts',
    "options: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge },",
  ),
  'cross-site-form': at(
    'lib/auth/oauth/session/session-cookie.ts',
    "options: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge },",
  ),
  'request-smuggling': at('services/web/start-web.ts', 'const server = createServer({'),
  'state-changed': at('lib/auth/oauth/sign-in/github-provider.ts', "checks: ['pkce', 'state']"),
  'stolen-code': at('lib/auth/oauth/sign-in/github-provider.ts', "checks: ['pkce', 'state']"),
  'open-redirect': at('lib/auth/oauth/sign-in/own-url.ts', 'return url.origin === home.origin'),
  'wrong-id-token-claims': at(
    'lib/auth/oauth/sign-in/verify-id-token.ts',
    "requiredClaims: ['sub', 'iat', 'exp'],",
  ),
  'altered-id-token': at('lib/auth/oauth/sign-in/verify-id-token.ts', 'await jwtVerify(idToken'),
  'cookie-after-sign-out': at(
    'lib/auth/oauth/session/session.repository.ts',
    'if (!row) return null;',
  ),
  'session-fixation': at(
    'lib/auth/oauth/session/session-token.ts',
    "return randomBytes(TOKEN_BYTES).toString('base64url');",
  ),
  clickjacking: at('services/web/security-headers.ts', "'x-frame-options', 'DENY'"),
  'test-key-on-live-data': at(
    'lib/usage/list-events.ts',
    'findEvents(principal.workspaceId, principal.mode',
  ),
  'key-without-the-scope': at('lib/auth/authorize.ts', 'if (principal.scopes.has(scope)) return;'),
  'expired-key': at(
    CHECK_API_KEY,
    "if (known.expiresAt.getTime() <= now) throw problem('key-expired'",
  ),
  'revoked-key-on-open-connection': at(
    CHECK_API_KEY,
    "if (known.revokedAt) throw problem('key-revoked'",
  ),
  'rolled-key-after-overlap': at(CHECK_API_KEY, "throw problem('key-rolled'"),
  'key-from-wrong-address': at(CHECK_API_KEY, 'known.isAllowedAddress(context.address)) return;'),
  'forged-forwarded-for': at('lib/http/client-address.ts', 'while (isTrustedProxy(address)) {'),
  'key-in-the-url': at(READ_CREDENTIAL, 'if (CREDENTIAL_PARAMETERS.has('),
  'key-found-in-git': at('lib/auth/api-key/key-format.ts', 'export const API_KEY_SEARCH'),
  'guessing-keys': at('lib/http/address-guard.ts', 'throw rateLimited(emptyState('),
  'timing-of-unknown-ids': at('lib/auth/api-key/match-secret.ts', 'const same = timingSafeEqual('),
  'two-credentials-at-once': at(
    READ_CREDENTIAL,
    "if (apiKey !== null && authorization !== null) throw problem('ambiguous-credentials');",
  ),
  'key-as-session': at(
    READ_CREDENTIAL,
    "if (authorization === null) throw problem('missing-credential'",
  ),
  'another-tenants-id': at(
    'lib/auth/api-key/api-key.repository.ts',
    'const where = { AND: [{ ...filter, id }, only] };',
  ),
  'fields-that-were-not-asked-for': at('lib/http/validate.ts', "throw problem('validation-failed'"),
  'key-makes-a-stronger-key': at('lib/auth/api-key/api-key-policy.ts', 'if (extra.length > 0) {'),
  'the-same-thing-twice': at('prisma/schema.prisma', '@@unique([workspaceId, mode, clientId])'),
  'no-client-certificate': at(TLS_OPTIONS, 'requestCert: true,'),
  'self-signed-certificate': at(TLS_OPTIONS, 'ca: [...identity.bundlePem],'),
  'wrong-authority-same-name': at(
    'lib/auth/mtls/certificate/verify-chain.ts',
    'certificate.x509.verify(issuer.x509.publicKey)',
  ),
  'expired-certificate': at(
    'lib/auth/mtls/server/authenticate-peer.ts',
    'if (now >= peer.certificate.notAfter) {',
  ),
  'another-workloads-certificate': at(
    'lib/auth/mtls/server/authenticate-peer.ts',
    'if (allowed.includes(peer.id.id)) return;',
  ),
  'server-certificate-as-client': at(
    'lib/auth/mtls/certificate/check-svid.ts',
    "throw new MtlsError('svid-wrong-purpose'",
  ),
  'revoked-certificate': at(TLS_OPTIONS, 'crl: identity.crls.length > 0'),
  'revoked-then-still-connected': at(
    'lib/auth/mtls/server/authenticate-peer.ts',
    'verifyChain(peer.chain, identity, now);',
  ),
  'certificate-without-its-key': at(
    'lib/auth/mtls/identity/validate-identity.ts',
    'if (!leaf.x509.checkPrivateKey(key)) {',
  ),
  'tls-downgrade': at(TLS_OPTIONS, "minVersion: 'TLSv1.3'"),
  'impostor-server': at(
    'lib/auth/mtls/client/connect-peer.ts',
    'if (id === expectedId) return undefined;',
  ),
  'confused-deputy': at(
    'services/billing/read-invoices.ts',
    "if (!row) throw problem('not-found');",
  ),
  'forged-proxy-identity': at('services/web/client-headers.ts', 'if (stripped) {'),
  'webhook-to-the-inside': at(
    'lib/webhooks/webhook-url.ts',
    'if (policy.allowsAddress(address)) return;',
  ),
  'replayed-webhook': at(
    'lib/webhooks/sign-webhook.ts',
    'hmac.update(`${messageId}.${timestamp}.${body}`)',
  ),
  'key-as-webhook-secret': at('lib/webhooks/sign-webhook.ts', 'if (!encoded) throw new Error('),
  'forged-webhook': at(
    'lib/webhooks/sign-webhook.ts',
    "const hmac = createHmac('sha256', keyOf(secret));",
  ),
  'secret-in-the-log': at('lib/log.ts', 'hooks: { streamWrite: maskSecrets },'),
  'audit-tampering': at(
    'lib/audit/verify-audit-chain.ts',
    "return hashAuditEvent(row.previous, content).equals(row.hash) ? undefined : 'changed';",
  ),
  'fail-open': at(
    'lib/http/rate-limit.ts',
    "throw problem('dependency-unavailable', { cause: error",
  ),
  'resource-abuse': at('lib/http/page.ts', 'export const MAX_PAGE_SIZE = 100;'),
};
