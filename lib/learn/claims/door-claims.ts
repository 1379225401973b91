import type { Claim } from './claim';

export const INTRO_CLAIMS: readonly Claim[] = [
  {
    id: 'I1',
    text: 'Three styles of API authentication are in wide use.',
    shown: '/learn',
    notProvable:
      'How widely something is used cannot be shown by a program. That all three work here can.',
  },
  {
    id: 'I2',
    text: 'An API key is a fixed credential that is copied and pasted: simplest, weakest.',
    shown: '/learn/api-key',
    proofs: [{ file: 'e2e/learn/cells.test.ts', test: '%s runs what it says' }],
  },
  {
    id: 'I3',
    text: 'OAuth is identity that is lent, with scopes and renewal.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/authorization-code.test.ts',
        test: 'a person connects an app, and the token is theirs, for what they left ticked',
      },
    ],
  },
  {
    id: 'I4',
    text: 'With mTLS both sides have a certificate; for machines it is the strongest.',
    shown: '/learn/mtls',
    proofs: [
      {
        file: 'e2e/system/readme.test.ts',
        test: 'gets no word out of billing without a certificate',
      },
    ],
  },
  {
    id: 'I5',
    text: 'They are no substitutes for each other; the wrong one costs data or months.',
    shown: '/learn/quiz',
    proofs: [
      { file: 'lib/learn/quiz.test.ts', test: 'has twelve workloads that end at every verdict' },
    ],
  },
];

export const KEY_CLAIMS: readonly Claim[] = [
  {
    id: 'K1',
    text: 'The server makes a long random string.',
    shown: '/learn/api-key',
    proofs: [
      { file: 'lib/auth/api-key/key-format.test.ts', test: 'reads back as what it was made of' },
    ],
  },
  {
    id: 'K2',
    text: 'The client sends it in a header of every request.',
    shown: '/learn/wire',
    proofs: [
      { file: 'lib/trace/record-trace.test.ts', test: 'masks secrets before anything is kept' },
    ],
  },
  {
    id: 'K3',
    text: 'The picture: request; look up, find the owner, verify the scope; answer.',
    shown: '/learn/api-key',
    proofs: [
      {
        file: 'e2e/learn/article-diagrams.test.ts',
        test: 'the key’s picture is an ordered part of what really happens',
      },
    ],
  },
  {
    id: 'K4',
    text: 'Trivial to use and to integrate, supported everywhere.',
    shown: '/learn/api-key',
    proofs: [{ file: 'e2e/system/readme.test.ts', test: 'makes a key that says who it is' }],
  },
  {
    id: 'K5',
    text: 'Whoever has it is you.',
    shown: '/learn/compare',
    proofs: [{ file: 'e2e/learn/cells.test.ts', test: '%s runs what it says' }],
  },
  {
    id: 'K6',
    text: 'By default it never expires. Here it always does.',
    shown: '/settings/api-keys',
    proofs: [
      {
        file: 'lib/auth/api-key/roll-api-key.test.ts',
        test: 'grace never passes the original expiry',
      },
    ],
  },
  {
    id: 'K7',
    text: 'It is hard to scope finely.',
    shown: '/learn/attacks/key-without-the-scope',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'K8',
    text: 'A leaked key works until someone ends it.',
    shown: '/learn/revocation',
    proofs: [
      {
        file: 'e2e/learn/cells.test.ts',
        test: 'ends five credentials, and none is used once more',
      },
    ],
  },
  {
    id: 'K9',
    text: 'Most stolen credentials in public reports are keys in repositories.',
    shown: '/learn/attacks/key-found-in-git',
    notProvable:
      'A statement about other people’s reports. What can be run is the hook that refuses the commit.',
  },
  {
    id: 'K10',
    text: 'Used for simple integrations and paid public APIs, with prefixes that tell them.',
    shown: '/learn/api-key',
    proofs: [
      {
        file: 'lib/auth/api-key/key-format.test.ts',
        test: 'is found in any text around it, and masked there',
      },
    ],
  },
];
