import type { EjectPlan } from '../plan';

const TEMPLATES = 'scripts/eject/mtls';
const STYLE = 'lib/auth/mtls';

const host = `${TEMPLATES}/host.ts`;

export const mtlsPlan: EjectPlan = {
  style: 'mtls',
  family: 'mtls',
  title: 'Mutual TLS',
  templates: TEMPLATES,
  entries: [
    `${STYLE}/server/create-mtls-server.ts`,
    `${STYLE}/client/create-mtls-client.ts`,
    `${STYLE}/identity/file-identity-source.ts`,
  ],
  replaced: { 'lib/metrics.ts': host, 'lib/public-id.ts': host },
  groups: {
    'src/problem.ts': [
      'lib/http/http-message.ts',
      'lib/http/problem.ts',
      'lib/http/problem-catalog.ts',
    ],
    'src/split-pem.ts': [`${STYLE}/certificate/time-slice.ts`, `${STYLE}/certificate/split-pem.ts`],
  },
  folders: { 'services/workload-ca/': 'dev-ca' },
  leftOutDeclarations: { 'lib/http/http-message.ts': ['splitTarget'] },
  plainFiles: {},
  tests: [
    `${STYLE}/certificate/spiffe-id.test.ts`,
    `${STYLE}/certificate/split-pem.test.ts`,
    `${STYLE}/certificate/verify-chain.test.ts`,
    `${STYLE}/identity/validate-identity.test.ts`,
    `${STYLE}/client/circuit-breaker.test.ts`,
  ],
  examples: ['workloads', 'node-https', 'hono', 'express', 'call'].map(
    (name) => `${TEMPLATES}/examples/${name}.ts`,
  ),
  problems: ['internal-error', 'not-found'],
  scripts: {
    start: 'tsx examples/node-https.ts',
    'start:hono': 'tsx examples/hono.ts',
    'start:express': 'tsx examples/express.ts',
    call: 'tsx examples/call.ts',
  },
  settings: [],
  inside: [
    'Reading and checking an X.509-SVID, its chain and CRLs of any size; an identity that follows its files and publishes a new one only after a handshake in memory; alarms before it expires.',
    'A server and a client on TLS 1.3 that check the SPIFFE ID at each connection and the chain at each request; rotation without a failed call; retries, timeouts and a circuit breaker.',
    'A CA for development and tests, which issues, renews and revokes.',
  ],
  leftOut: [
    'The SPIFFE Workload API, and identities that a mesh sidecar passes in a header.',
    'What a person sees of a connection (both chains, the key exchange).',
    'The lock that lets several processes use one development CA.',
  ],
};
