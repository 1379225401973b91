import type { Attack } from './attack';

const AUTHORIZE = 'http://localhost:3000/oauth/authorize';

/** A09 to A16: identity, grants and the back channel. */
export const OAUTH_BACK_ATTACKS: readonly Attack[] = [
  {
    id: 'A09',
    slug: 'altered-id-token',
    family: 'oauth',
    title: 'An ID token with another sub in it',
    names: ['JWT signature bypass'],
    standards: ['RFC 8725 section 2.1', 'CWE-347'],
    story:
      'The attacker controls the provider’s answer on its way and writes the victim’s subject into the token. The signature no longer fits, if anybody looks.',
    expected: 'Refused: the signature does not verify against the provider’s keys',
    guard: 'our own check against the published keys; the library leaves it out',
    hints: [
      { text: 'The standard lets a client skip this when the token came over TLS. We do not.' },
      { text: 'Switch the development provider to a stale signature and sign in.' },
    ],
  },
  {
    id: 'A10',
    slug: 'same-email-elsewhere',
    family: 'oauth',
    title: 'The victim’s e-mail address at another provider',
    names: ['Account takeover by email address', 'nOAuth'],
    standards: ['OpenID Connect Core section 5.7', 'CWE-287'],
    story:
      'The attacker opens an account elsewhere with the victim’s address. If addresses identify people, that is enough.',
    expected: 'Refused: the account is not linked; nothing is written',
    guard: 'identity is issuer and subject',
    hints: [
      { text: 'Who checks that an e-mail address at a provider belongs to its user?' },
      { text: 'Sign in at the second provider with an address that the first one knows.' },
    ],
  },
  {
    id: 'A11',
    slug: 'pkce-downgrade',
    family: 'oauth',
    title: 'PKCE, but plain, or none',
    names: ['PKCE downgrade'],
    standards: ['RFC 9700 section 4.8', 'CWE-757'],
    story:
      'The attacker strips the challenge from the authorization request. A server that treats PKCE as optional accepts the code without a verifier.',
    expected: 'invalid_request',
    guard: 'S256 for everyone',
    hints: [
      { text: 'plain sends the verifier itself. What does that protect?' },
      {
        text: 'Ask without a challenge.',
        shell: `curl -i "${AUTHORIZE}?client_id=$APP&response_type=code&redirect_uri=$CALLBACK"`,
      },
    ],
  },
  {
    id: 'A12',
    slug: 'implicit-and-password',
    family: 'oauth',
    title: 'Flows that should no longer exist',
    names: ['Implicit grant', 'Password grant (ROPC)'],
    standards: ['RFC 9700 section 2.1.2', 'RFC 9700 section 2.4'],
    story:
      'Old tutorials still show the implicit and the password grant. The attacker tries whether the server still speaks them.',
    expected: 'unsupported_response_type and unsupported_grant_type',
    guard: 'a list of grants, with neither on it',
    hints: [
      { text: 'Where does the implicit flow put the token?' },
      {
        text: 'Ask for it.',
        shell: `curl -i "${AUTHORIZE}?client_id=$APP&response_type=token&redirect_uri=$CALLBACK"`,
      },
    ],
  },
  {
    id: 'A13',
    slug: 'refresh-token-reuse',
    family: 'oauth',
    title: 'A refresh token that was already used',
    names: ['Refresh token replay'],
    standards: ['RFC 9700 section 4.14', 'CWE-294'],
    story:
      'A backup holds an old refresh token. The thief redeems it while the app goes on with its successor.',
    expected: '400 invalid_grant, and the whole family of tokens ends',
    guard: 'rotation with reuse detection',
    hints: [
      { text: 'The server cannot know which of the two is the thief. What is left to do?' },
      { text: 'Refresh twice with the same token.' },
    ],
  },
  {
    id: 'A14',
    slug: 'consent-bypass',
    family: 'oauth',
    title: 'Consent without the person',
    names: ['Consent bypass', 'Forced authorization'],
    standards: ['RFC 6749 section 10.12', 'CWE-352'],
    story:
      'Nobody clicked Allow. The app, or a page that the victim visits, posts the decision itself, with a few scopes added.',
    expected: 'Refused; scopes come from the stored request',
    guard: 'the decision is bound to the interaction and its browser',
    hints: [
      { text: 'Which fields of the form does the server believe?' },
      { text: 'Post to the consent address without its cookie.' },
    ],
  },
  {
    id: 'A15',
    slug: 'wrong-token-for-the-api',
    family: 'oauth',
    title: 'A token without the scope, for another API, or of another kind',
    names: ['Token substitution', 'Audience confusion'],
    standards: ['RFC 8707', 'RFC 9068 section 4', 'CWE-863'],
    story:
      'The app has a token, just not for this. It sends it anyway: a narrow one, a neighbour’s, or an ID token.',
    expected: '403 insufficient-scope; 401 invalid-token for the other two',
    guard: 'scope, audience and type checks',
    hints: [
      { text: 'An ID token says who signed in. Is that a right?' },
      {
        text: 'Send a narrow token.',
        shell: 'curl -i -H "Authorization: Bearer $TOKEN" http://localhost:3000/api/v1/invoices',
      },
    ],
  },
  {
    id: 'A16',
    slug: 'stolen-bound-token',
    family: 'oauth',
    title: 'A stolen token that is bound to a key',
    names: ['Bearer token theft', 'DPoP'],
    standards: ['RFC 9449', 'RFC 9700 section 4.10'],
    story:
      'An app’s token leaked from a log. The thief has the token, but not the private key that it was bound to.',
    expected: '401 invalid-token without a proof, 401 invalid-dpop-proof with one of another key',
    guard: 'the proof of possession (DPoP)',
    hints: [
      {
        text: 'A bearer token is worth as much to a thief as to its owner. What would have to change?',
      },
      {
        text: 'RFC 9449 signs each request. RFC 8705 does the same with the certificate of an mTLS connection.',
      },
      {
        text: 'Send a bound token as a plain one.',
        shell: 'curl -i -H "Authorization: Bearer $TOKEN" http://localhost:3000/api/v1/me',
      },
    ],
  },
];
