import type { Claim } from './claim';

export const OAUTH_CLAIMS: readonly Claim[] = [
  {
    id: 'O1',
    text: 'Three parties: the API, the server that issues tokens, the app.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/authorization-code.test.ts',
        test: 'a person connects an app, and the token is theirs, for what they left ticked',
      },
    ],
  },
  {
    id: 'O2',
    text: 'The person grants certain permissions; the token has those.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/authorization-code.test.ts',
        test: 'takes the scopes from the stored request, not from the form',
      },
    ],
  },
  {
    id: 'O3',
    text: 'The picture: consent, code, exchange, tokens, call.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'e2e/learn/article-diagrams.test.ts',
        test: 'OAuth’s picture is an ordered part of what really happens',
      },
    ],
  },
  {
    id: 'O4',
    text: 'The person controls what the app can do.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/issued-token.test.ts',
        test: 'is disconnected by its user, and its next call fails',
      },
    ],
  },
  {
    id: 'O5',
    text: 'To read a profile is not to delete an account.',
    shown: '/learn/attacks/wrong-token-for-the-api',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/issued-token.test.ts',
        test: 'without the scope has not got it, for another API or of another kind is refused',
      },
    ],
  },
  {
    id: 'O6',
    text: 'Tokens are short-lived.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/issued-token.test.ts',
        test: 'gives a new token each time, and ends when the grant ends',
      },
    ],
  },
  {
    id: 'O7',
    text: 'Refresh tokens can be revoked.',
    shown: '/learn/attacks/refresh-token-reuse',
    proofs: [
      {
        file: 'lib/auth/oauth/authorization-server/issued-token.test.ts',
        test: 'revokes its own tokens, and looks at no others',
      },
    ],
  },
  {
    id: 'O8',
    text: 'It is the same at every provider.',
    shown: '/learn/oauth',
    proofs: [
      {
        file: 'lib/auth/oauth/sign-in/sign-in.test.ts',
        test: 'ends on the wanted page with a session that only the browser can name',
      },
    ],
  },
  {
    id: 'O9',
    text: 'It needs more machinery: PKCE, exchange, introspection, revocation.',
    shown: '/learn/attacks/stolen-code',
    proofs: [
      {
        file: 'lib/auth/oauth/sign-in/sign-in-attack.test.ts',
        test: 'A01: a code without its verifier is refused',
      },
    ],
  },
  {
    id: 'O10',
    text: 'There are many ways to do it wrong; use a library that others have tested.',
    shown: '/learn/attacks/altered-id-token',
    proofs: [{ file: 'e2e/learn/attacks.test.ts', test: '%s is refused, exactly so' }],
  },
  {
    id: 'O11',
    text: 'Used where people connect apps, and to sign in with an account elsewhere.',
    shown: '/sign-in',
    proofs: [
      { file: 'lib/auth/oauth/sign-in/sign-in.test.ts', test: 'finds the same person again' },
    ],
  },
];
