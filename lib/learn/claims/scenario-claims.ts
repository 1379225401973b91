import type { Claim } from './claim';

export const SCENARIO_CLAIMS: readonly Claim[] = [
  {
    id: 'C1a',
    text: 'The key itself says live or test.',
    shown: '/learn/api-key',
    proofs: [
      { file: 'lib/auth/api-key/key-format.test.ts', test: 'of one mode is none of the other' },
    ],
  },
  {
    id: 'C1b',
    text: 'A leaked test key does little harm.',
    shown: '/learn/attacks/test-key-on-live-data',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'C1c',
    text: 'Replacing a key is built into the product.',
    shown: '/settings/api-keys',
    proofs: [
      {
        file: 'lib/auth/api-key/roll-api-key.test.ts',
        test: 'grace starts at the first use of the new secret, not before',
      },
    ],
  },
  {
    id: 'C1d',
    text: 'Webhooks have a signing secret of their own.',
    shown: '/learn/attacks/key-as-webhook-secret',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'C2a',
    text: 'Post messages, but read no private ones.',
    shown: '/settings/connections',
    proofs: [
      {
        file: 'lib/auth/oauth/connections/connection-end.test.ts',
        test: 'the token for Slack posts and reads nothing; the one for Drive sees no file of others',
      },
    ],
  },
  {
    id: 'C2b',
    text: 'The user can end it at the provider at any time.',
    shown: '/settings/connections',
    proofs: [
      {
        file: 'lib/auth/oauth/connections/connection-end.test.ts',
        test: 'a revocation at the provider is noticed without anybody using the connection',
      },
    ],
  },
  {
    id: 'C2c',
    text: 'No long-lived secret on your servers. Not so: a refresh token is one.',
    shown: '/learn/scenarios',
    proofs: [
      {
        file: 'lib/auth/oauth/connections/connection.test.ts',
        test: 'the database row alone shows no token',
      },
    ],
  },
  {
    id: 'C3a',
    text: 'Each workload gets a short-lived certificate by itself.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'services/workload-ca/workload-ca.test.ts',
        test: 'issues what our own rules accept, with a CRL for each CA of the chain',
      },
    ],
  },
  {
    id: 'C3b',
    text: 'Identity without any secret in the application’s configuration.',
    shown: '/learn/mtls',
    open: 'A test that reads the billing client’s configuration.',
  },
  {
    id: 'C3c',
    text: 'The mesh renews; the application does not know.',
    shown: '/learn/scenarios',
    proofs: [{ file: 'lib/auth/mtls/mesh.test.ts', test: "reads what Istio's sidecar writes" }],
  },
];

export const CONNECTS_CLAIMS: readonly Claim[] = [
  {
    id: 'X1',
    text: 'All three answer “who”; “may they” is another question.',
    shown: '/learn/wire',
    proofs: [
      {
        file: 'e2e/learn/article-diagrams.test.ts',
        test: 'every call that is allowed answered both questions',
      },
    ],
  },
  {
    id: 'X2',
    text: 'OAuth’s tokens are usually JWTs. Ours are not, on purpose: they can be ended.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/authorization-code.test.ts',
        test: 'the database holds no code, token or cookie that could be used',
      },
    ],
  },
  {
    id: 'X3',
    text: 'All three have secrets that must be stored and rotated.',
    shown: '/learn/api-key',
    proofs: [
      {
        file: 'lib/auth/api-key/pepper.test.ts',
        test: 'no key stops working; a used one moves; the empty pepper retires',
      },
    ],
  },
  {
    id: 'X4',
    text: 'TLS often ends at a load balancer, and the identity travels on in a header.',
    shown: '/learn/attacks/forged-proxy-identity',
    proofs: [
      {
        file: 'lib/auth/mtls/mesh.test.ts',
        test: 'takes the last element: the ones before are what the caller sent',
      },
    ],
  },
];
