import type { Claim } from './claim';

export const MISTAKE_CLAIMS: readonly Claim[] = [
  {
    id: 'E1',
    text: 'Keys in git.',
    shown: '/learn/attacks/key-found-in-git',
    proofs: [
      {
        file: 'lib/auth/api-key/leak/leak.test.ts',
        test: 'the hook refuses it and names the line, not the secret',
      },
    ],
  },
  {
    id: 'E2',
    text: 'One key for everything.',
    shown: '/learn/attacks/key-makes-a-stronger-key',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'E3',
    text: 'The implicit flow.',
    shown: '/learn/attacks/implicit-and-password',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/authorization-code.test.ts',
        test: 'A12: neither the implicit nor the password grant exists',
      },
    ],
  },
  {
    id: 'E4',
    text: 'Tokens in localStorage.',
    shown: '/learn/attacks/cookie-theft-by-script',
    proofs: [
      {
        file: 'e2e/learn/lab.spec.ts',
        test: '${slug}: refused, and through without its guard',
      },
    ],
  },
  {
    id: 'E5',
    text: 'Certificates that live a year.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'services/workload-ca/workload-ca.test.ts',
        test: 'refuses a life above policy, and other names',
      },
    ],
  },
  {
    id: 'E6',
    text: 'OAuth as a checkbox.',
    shown: '/learn/attacks/pkce-downgrade',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/authorization-code.test.ts',
        test: 'a wrong verifier is refused',
      },
    ],
  },
  {
    id: 'E7',
    text: 'No way to revoke.',
    shown: '/learn/revocation',
    proofs: [
      {
        file: 'e2e/learn/cells.test.ts',
        test: 'ends five credentials, and none is used once more',
      },
    ],
  },
  {
    id: 'E8',
    text: 'Several styles in one path, so that nobody knows who acted.',
    shown: '/learn/wire',
    proofs: [
      {
        file: 'services/billing/tenant-isolation.test.ts',
        test: 'a call that says not for whom is refused',
      },
    ],
  },
];

export const RECAP_CLAIMS: readonly Claim[] = [
  {
    id: 'R1',
    text: 'A key: narrow, rolled often, for little risk.',
    shown: '/learn/api-key',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'R2',
    text: 'OAuth: the default where a person lets an app act.',
    shown: '/learn/picker?delegation=yes',
    proofs: [
      {
        file: 'lib/learn/picker.test.ts',
        test: 'agrees with the usual three questions where they have an answer',
      },
    ],
  },
  {
    id: 'R3',
    text: 'mTLS: the strongest inside a mesh and between businesses.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'e2e/mtls/stolen-certificate.test.ts',
        test: 'gets in with the key: the certificate was good, only the proof was missing',
      },
    ],
  },
  {
    id: 'R4',
    text: 'Choose by whom you trust, not by what you know.',
    shown: '/learn/quiz',
    proofs: [
      { file: 'lib/learn/quiz.test.ts', test: 'has twelve workloads that end at every verdict' },
    ],
  },
];
