import type { Claim } from './claim';

export const MTLS_CLAIMS: readonly Claim[] = [
  {
    id: 'M1',
    text: 'The server proves who it is with a certificate chain.',
    shown: '/learn/attacks/impostor-server',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'M2',
    text: 'The client shows one too, and it is verified the same way.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'e2e/mtls/handshake.test.ts',
        test: 'is refused with the alert certificate_required',
      },
    ],
  },
  {
    id: 'M3',
    text: 'The picture: hello, server certificate, client certificate, verification, then HTTP.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'e2e/learn/article-diagrams.test.ts',
        test: 'mTLS’s picture is an ordered part of what really happens',
      },
    ],
  },
  {
    id: 'M4',
    text: 'Identity is verified before any application code runs.',
    shown: '/learn/attacks/no-client-certificate',
    proofs: [
      {
        file: 'e2e/mtls/handshake.test.ts',
        test: 'is refused with the alert certificate_required',
      },
    ],
  },
  {
    id: 'M5',
    text: 'Without the private key it cannot be replayed.',
    shown: '/learn/attacks/certificate-without-its-key',
    proofs: [
      {
        file: 'e2e/mtls/stolen-certificate.test.ts',
        test: 'is refused when a recorded session is replayed byte for byte: bad record MAC',
      },
    ],
  },
  {
    id: 'M6',
    text: 'It is best where both sides keep the key in hardware.',
    shown: '/learn/mtls',
    notProvable:
      'Here the key is a file that only its process reads. A hardware module would change where it lies, nothing else that can be seen.',
  },
  {
    id: 'M7',
    text: 'Distribution and renewal are the real work.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'services/workload-ca/workload-ca.test.ts',
        test: 'renews at half of the life and forgets what has expired',
      },
    ],
  },
  {
    id: 'M8',
    text: 'It is not made for browsers.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'e2e/learn/lab.spec.ts',
        test: 'a browser has no certificate to show, and billing does not let it in',
      },
    ],
  },
  {
    id: 'M9',
    text: 'Used in meshes, between businesses, in finance, for devices.',
    shown: '/learn/scenarios',
    notProvable:
      'Who uses it cannot be shown here. A mesh’s headers can: the application reads them in one mode.',
  },
];

export const SIDE_CLAIMS: readonly Claim[] = [
  {
    id: 'S1',
    text: 'Key: opaque on every request, coarse, ended by replacing it. Ours also revokes: that is not the same.',
    shown: '/learn/compare',
    proofs: [{ file: 'e2e/learn/cells.test.ts', test: '%s runs what it says' }],
  },
  {
    id: 'S2',
    text: 'OAuth: short token and renewal, fine scopes, ended by revoking the renewal.',
    shown: '/learn/compare',
    proofs: [
      { file: 'e2e/learn/cells.test.ts', test: '%s runs what it says' },
      {
        file: 'lib/auth/oauth/authorization-server/issued-token.test.ts',
        test: 'A13: a used token ends the whole family',
      },
    ],
  },
  {
    id: 'S3',
    text: 'mTLS: certificate and key, identity in the handshake, ended by a list or by itself.',
    shown: '/learn/compare',
    proofs: [
      { file: 'e2e/learn/cells.test.ts', test: '%s runs what it says' },
      { file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' },
    ],
  },
];

export const PICKER_CLAIMS: readonly Claim[] = [
  {
    id: 'P1',
    text: 'A person lets an app act: OAuth.',
    shown: '/learn/picker?delegation=yes',
    proofs: [
      {
        file: 'lib/learn/picker.test.ts',
        test: 'agrees with the usual three questions where they have an answer',
      },
    ],
  },
  {
    id: 'P2',
    text: 'Both ends yours, one domain of trust: mTLS.',
    shown: '/learn/picker?delegation=no&one-domain=yes',
    proofs: [
      {
        file: 'lib/learn/picker.test.ts',
        test: 'agrees with the usual three questions where they have an answer',
      },
    ],
  },
  {
    id: 'P3',
    text: 'Simple, one team: a key, bound to addresses.',
    shown: '/learn/picker?delegation=no&one-domain=no&one-team=yes',
    proofs: [
      {
        file: 'lib/learn/picker.test.ts',
        test: 'agrees with the usual three questions where they have an answer',
      },
    ],
  },
  {
    id: 'P4',
    text: 'The third question’s “no” leads nowhere in the usual picture. Ours goes on.',
    shown: '/learn/picker?delegation=no&one-domain=no&one-team=no',
    proofs: [
      {
        file: 'lib/learn/picker.test.ts',
        test: 'closes the gap after the third question with a branch that is marked as ours',
      },
    ],
  },
  {
    id: 'P5',
    text: 'In short: people OAuth, clusters mTLS, scripts a narrow key with an end.',
    shown: '/learn/quiz',
    proofs: [
      { file: 'lib/learn/picker.test.ts', test: 'answers every path, with no dangling answer' },
    ],
  },
];
