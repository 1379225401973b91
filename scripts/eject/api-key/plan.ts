import { randomBytes } from 'node:crypto';
import type { EjectPlan } from '../plan';

const TEMPLATES = 'scripts/eject/api-key';
const STYLE = 'lib/auth/api-key';

const host = `${TEMPLATES}/host.ts`;
const storedKeys = `${TEMPLATES}/stored-keys.ts`;
const noKeyPair = `${TEMPLATES}/no-key-pair.ts`;
const support = `${TEMPLATES}/test/support.ts`;

export const apiKeyPlan: EjectPlan = {
  style: 'api-key',
  family: 'api-key',
  title: 'API keys',
  templates: TEMPLATES,
  entries: [
    `${STYLE}/issue-api-key.ts`,
    `${STYLE}/authenticate-api-key.ts`,
    `${STYLE}/record-key-use.ts`,
    `${STYLE}/revoke-api-key.ts`,
    `${STYLE}/roll-api-key.ts`,
    'lib/http/read-credential.ts',
    `${TEMPLATES}/memory-store.ts`,
    `${TEMPLATES}/postgres-store.repository.ts`,
  ],
  replaced: {
    [`${STYLE}/api-key.repository.ts`]: storedKeys,
    [`${STYLE}/api-key-use.repository.ts`]: storedKeys,
    [`${STYLE}/stored-api-key.repository.ts`]: storedKeys,
    'lib/database-channel.repository.ts': storedKeys,
    'lib/auth/proof-of-possession/public-key.ts': noKeyPair,
    'lib/audit/audit-actor.ts': host,
    'lib/db.ts': host,
    'lib/env.ts': host,
    'lib/http/client-context.ts': host,
    'lib/log.ts': host,
    'e2e/support/call-api.ts': support,
    'e2e/support/test-database.ts': support,
    'e2e/support/test-workspace.ts': support,
  },
  groups: {
    'src/host.ts': [host, 'lib/once-per-process.ts', 'lib/mask-secrets.ts', 'lib/decode-header.ts'],
    'src/principal.ts': ['lib/auth/principal.ts', 'lib/auth/scope.ts', 'lib/auth/authorize.ts'],
    'src/api-key-cache.ts': ['lib/notified-cache.ts', `${STYLE}/api-key-cache.ts`],
    'src/problem.ts': [
      'lib/http/http-message.ts',
      'lib/http/problem.ts',
      'lib/http/problem-catalog.ts',
    ],
    // In the product it is no test of its own: what it imports is the copy.
    'test/store.test.ts': [`${TEMPLATES}/test/store-contract.ts`],
    'src/store.ts': [`${TEMPLATES}/store.ts`, storedKeys, noKeyPair],
  },
  folders: {},
  leftOutDeclarations: {
    'lib/auth/authorize.ts': [
      'requireOwner',
      'FRESH_SIGN_IN_SECONDS',
      'FRESH_SIGN_IN_ACR',
      'requireRecentAuthentication',
    ],
    'lib/auth/scope.ts': ['FIRST_SCOPE', 'SCOPE_PRESETS'],
    'lib/http/address-range.ts': ['WITH_PORT', 'readForwardedAddress'],
    'lib/base62.ts': ['decodeBase62'],
    [`${STYLE}/authenticate-api-key.ts`]: ['boundKeyOf'],
    [`${STYLE}/key-format.ts`]: ['API_KEY_ID'],
    [`${STYLE}/record-key-use.ts`]: ['pendingApiKeyUse'],
  },
  plainFiles: { 'schema.sql': `${TEMPLATES}/schema.sql` },
  tests: [
    `${STYLE}/key-format.test.ts`,
    `${STYLE}/roll-api-key.test.ts`,
    `${TEMPLATES}/test/store-contract.ts`,
  ],
  examples: ['api', 'start', 'node-http', 'hono', 'express'].map(
    (name) => `${TEMPLATES}/examples/${name}.ts`,
  ),
  problems: ['internal-error', 'not-found'],
  scripts: {
    start: 'tsx --env-file=.env examples/node-http.ts',
    'start:hono': 'tsx --env-file=.env examples/hono.ts',
    'start:express': 'tsx --env-file=.env examples/express.ts',
  },
  settings: [
    {
      name: 'API_KEY_PEPPERS',
      about:
        'Keys the digests of the keys: 1:<base64url of 32 random bytes>. Losing it loses every key.',
      value: () => `1:${randomBytes(32).toString('base64url')}`,
    },
  ],
  inside: [
    'The format with its checksum, issuing with limits that a key cannot exceed, authentication in constant time, the cache that hears of every revocation, revoking a key and those it made, rolling with an overlap, address lists, scopes, last use.',
    'Stores in memory and in PostgreSQL behind one interface, with the audit log in the same transaction.',
    'One API served by node:http, Hono and Express.',
  ],
  leftOut: [
    'Rate limits and the count of failed attempts: use what your server has.',
    'Keys that are bound to a key pair, reports of leaked keys, notices before a key expires, the command line that rotates peppers.',
    'Pages: take `components/api-key` for React.',
  ],
};
