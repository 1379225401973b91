import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { EjectPlan } from '../plan';

const TEMPLATES = 'scripts/eject/authorization-server';
const STYLE = 'lib/auth/oauth/authorization-server';
const FEDERATION = 'lib/auth/oauth/workload-federation';
const PROOF = 'lib/auth/proof-of-possession';

const artefacts = `${TEMPLATES}/stored-artefacts.ts`;
const grants = `${TEMPLATES}/stored-grants.ts`;
const none = `${TEMPLATES}/not-included.ts`;
const host = `${TEMPLATES}/host.ts`;
const registration = `${TEMPLATES}/register-app.ts`;
const test = `${TEMPLATES}/test/authorization-host.ts`;

export const authorizationServerPlan: EjectPlan = {
  style: 'authorization-server',
  family: 'oauth',
  title: 'Authorization server',
  templates: TEMPLATES,
  entries: [
    `${STYLE}/authorization-server.ts`,
    `${STYLE}/decide-consent.ts`,
    `${STYLE}/authenticate-access-token.ts`,
    `${STYLE}/connected-app.ts`,
    `${STYLE}/logout-request.ts`,
    registration,
    `${TEMPLATES}/memory-store.ts`,
    `${TEMPLATES}/postgres-store.repository.ts`,
  ],
  replaced: {
    [`${STYLE}/app.repository.ts`]: grants,
    [`${STYLE}/find-app.repository.ts`]: grants,
    [`${STYLE}/grant.repository.ts`]: grants,
    [`${STYLE}/stored-access-token.repository.ts`]: grants,
    'lib/auth/oauth/sign-in/user.repository.ts': grants,
    [`${STYLE}/artefact.repository.ts`]: artefacts,
    [`${STYLE}/access-token-cache.ts`]: none,
    [`${PROOF}/public-key.ts`]: none,
    [`${PROOF}/seen-proof.repository.ts`]: artefacts,
    [`${STYLE}/app-registration.ts`]: registration,
    [`${STYLE}/app-schema.ts`]: registration,
    [`${STYLE}/signing-key.ts`]: `${TEMPLATES}/signing-keys.ts`,
    [`${STYLE}/describe-machine.ts`]: none,
    [`${STYLE}/machine-certificate.ts`]: none,
    [`${STYLE}/metadata-client.ts`]: none,
    [`${STYLE}/metadata-client.repository.ts`]: none,
    [`${FEDERATION}/exchange-job-token.ts`]: none,
    [`${FEDERATION}/verify-job-token.ts`]: none,
    [`${FEDERATION}/describe-workload.ts`]: none,
    [`${FEDERATION}/workload-client.ts`]: none,
    'lib/env.ts': host,
    'lib/http/client-context.ts': host,
    'lib/log.ts': host,
    'e2e/oauth/support/authorization-host.ts': test,
  },
  groups: {
    'src/host.ts': [host, 'lib/once-per-process.ts'],
    'src/principal.ts': [
      'lib/auth/principal.ts',
      'lib/auth/scope.ts',
      'lib/auth/authorize.ts',
      `${STYLE}/fresh-proof.ts`,
    ],
    'src/problem.ts': [
      'lib/http/http-message.ts',
      'lib/http/problem.ts',
      'lib/http/problem-catalog.ts',
      'lib/http/fetch-message.ts',
    ],
    'src/plain-page.ts': ['lib/escape-html.ts', 'lib/plain-page.ts'],
    'src/proof-of-possession.ts': [
      `${PROOF}/proof-error.ts`,
      `${PROOF}/recent-proof.ts`,
      `${PROOF}/verify-dpop-proof.ts`,
    ],
    'src/resource.ts': [`${STYLE}/resource.ts`, `${STYLE}/routes.ts`],
    'src/app-credentials.ts': [`${STYLE}/app-credentials.ts`, `${STYLE}/describe-client.ts`],
    'src/register-app.ts': [`${STYLE}/redirect-uri.ts`, `${STYLE}/jwks-schema.ts`, registration],
    'src/stored-grants.ts': [`${TEMPLATES}/chosen-store.ts`, grants],
    'src/consent-request.ts': [
      'lib/auth/oauth/session/describe-device.ts',
      `${STYLE}/identity-scope.ts`,
      `${STYLE}/consent-request.ts`,
    ],
    'test/store.test.ts': [`${TEMPLATES}/test/store-contract.ts`],
    'test/browser.ts': ['e2e/oauth/support/test-browser.ts', 'lib/learn/lab/oauth/lab-browser.ts'],
  },
  folders: {},
  leftOutDeclarations: {
    'lib/http/http-message.ts': ['splitTarget'],
    'lib/http/fetch-message.ts': ['AnswerRequest', 'toFetchHandler'],
    'lib/auth/scope.ts': ['FIRST_SCOPE', 'SCOPE_PRESETS'],
    'lib/public-id.ts': ['newIds', 'RANDOM_BYTES', 'MAX_SEQUENCE_START'],
  },
  plainFiles: { 'schema.sql': `${TEMPLATES}/schema.sql` },
  tests: [
    `${STYLE}/authorization-code.test.ts`,
    `${STYLE}/authorization-server-twin.test.ts`,
    `${STYLE}/bound-token.test.ts`,
    `${STYLE}/hostile-request.test.ts`,
    `${TEMPLATES}/test/store-contract.ts`,
  ],
  examples: ['site', 'consent', 'people', 'demo-app', 'start', 'node-http', 'hono', 'express'].map(
    (name) => `${TEMPLATES}/examples/${name}.ts`,
  ),
  problems: ['internal-error', 'not-found', 'dependency-unavailable'],
  scripts: {
    start: 'tsx --env-file=.env examples/node-http.ts',
    'start:hono': 'tsx --env-file=.env examples/hono.ts',
    'start:express': 'tsx --env-file=.env examples/express.ts',
  },
  settings: [
    {
      name: 'AUTH_SECRET',
      about: 'Signs cookies and nonces: 32 random bytes. A new one ends requests under way.',
      value: () => randomBytes(32).toString('base64url'),
    },
    {
      name: 'OAUTH_SIGNING_KEYS',
      about: 'Private keys for ID tokens, as a JWK Set of RSA keys. The first one signs.',
      value: () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        return JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] });
      },
    },
  ],
  inside: [
    'On oidc-provider: the code grant with S256 PKCE for everyone and exact redirect addresses, the device grant, pushed requests, refresh tokens that rotate with a retry window and reuse detection, DPoP, revocation, introspection, OpenID Connect with userinfo and sign-out, metadata (RFC 8414, RFC 9728).',
    'Consent that is tied to the browser that began it, with scopes that a person can untick; connected apps that a person can end or narrow at any moment; what happens at each call of the API, with audience, sender, grant and membership looked up.',
    'Registering apps, with secrets that rotate, public clients, and clients that sign assertions. Stores in memory and in PostgreSQL behind one interface, which keep of each code and token only its SHA-256.',
    'A site on node:http, Hono or Express with a consent page, an API, and a third-party app that connects to it.',
  ],
  leftOut: [
    'Signing people in: the consent page asks your own session who it is. `tollgate eject oauth-sign-in` is one.',
    'Clients that publish their own metadata (CIMD), machine clients with certificates, CI jobs with tokens of their platform. `src/not-included.ts` is where they would go.',
    'The cache of access tokens: each call reads its token from the store, so that a revocation holds at once. `recallAccessToken` in `src/not-included.ts` is where one would go.',
    'Rate limits, CORS for browsers of other origins, the audit log, and signing keys that rotate by themselves: they come from a setting here.',
    'The search for apps with a name that looks the same: `findNamesakes` in `src/not-included.ts` finds none.',
  ],
};
