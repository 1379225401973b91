import type { Attack } from './attack';

const AUTHORIZE = 'http://localhost:3000/oauth/authorize';

/** A01 to A08: the front channel, where everything passes through the browser. */
export const OAUTH_FRONT_ATTACKS: readonly Attack[] = [
  {
    id: 'A01',
    slug: 'stolen-code',
    family: 'oauth',
    title: 'A stolen authorization code',
    names: ['Authorization code interception', 'Code injection'],
    standards: ['RFC 7636 section 1', 'RFC 9700 section 4.5'],
    story:
      'The code leaked from a browser history or a proxy log. The thief finishes the sign-in with it in another browser.',
    expected: 'Refused: the code_verifier doesn’t match the code_challenge; no session',
    guard: 'PKCE',
    hints: [
      {
        text: 'The code alone is not enough. What does the first browser have that the thief has not?',
      },
      { text: 'Stop at the callback in the developer tools and open its URL in a private window.' },
    ],
  },
  {
    id: 'A02',
    slug: 'code-used-twice',
    family: 'oauth',
    title: 'A code, redeemed twice',
    names: ['Authorization code replay'],
    standards: ['RFC 6749 section 4.1.2', 'CWE-294'],
    story:
      'The thief sees both the code and the verifier. The app redeems first, the thief a moment later.',
    expected: '400 invalid_grant, and the tokens of the first redemption end too',
    guard: 'single use',
    hints: [
      { text: 'Why should the honest app lose its tokens as well?' },
      { text: 'Send the same token request twice to /oauth/token.' },
    ],
  },
  {
    id: 'A03',
    slug: 'state-changed',
    family: 'oauth',
    title: 'state altered or missing',
    names: ['CSRF on the redirect URI'],
    standards: ['RFC 6749 section 10.12', 'CWE-352'],
    story:
      'The attacker edits the callback URL. If nobody compares state, answers and questions can be mixed at will.',
    expected: 'Refused; no session',
    guard: 'state check',
    hints: [
      { text: 'Where is the other copy of state kept meanwhile?' },
      {
        text: 'Open the callback with a state of your own.',
        shell: 'curl -i "http://localhost:3000/api/auth/callback/github?code=x&state=y"',
      },
    ],
  },
  {
    id: 'A04',
    slug: 'login-csrf',
    family: 'oauth',
    title: 'Signed in as someone else, unaware',
    names: ['Login CSRF'],
    standards: ['RFC 9700 section 4.7', 'CWE-352'],
    story:
      'The attacker starts a sign-in of their own and sends the last link of it to the victim. The victim would then work, and store secrets, in the attacker’s account.',
    expected: 'Refused: this browser did not start the flow',
    guard: 'flow cookies bind the answer to the browser that asked',
    hints: [
      { text: 'Here the victim ends up with too much, not the attacker.' },
      { text: 'Start in one browser, finish in another.' },
    ],
  },
  {
    id: 'A05',
    slug: 'redirect-uri-tampering',
    family: 'oauth',
    title: 'A redirect address that is nearly right',
    names: ['Redirect URI manipulation'],
    standards: ['RFC 9700 section 4.1', 'CWE-601'],
    story:
      'The attacker changes redirect_uri by a suffix, a port, a case or a trick with @. A lenient comparison would deliver the code to them.',
    expected: 'An error page at the authorization server, never a redirect',
    guard: 'exact match of registered addresses',
    hints: [
      { text: 'Why must the refusal not redirect?' },
      {
        text: 'Add a character.',
        shell: `curl -i "${AUTHORIZE}?client_id=$APP&response_type=code&redirect_uri=https://app.example/callback.evil.example"`,
      },
    ],
  },
  {
    id: 'A06',
    slug: 'open-redirect',
    family: 'oauth',
    title: 'Onwards to a foreign page after sign-in',
    names: ['Open redirect'],
    standards: ['RFC 9700 section 4.11', 'CWE-601'],
    story:
      'The link is ours and the sign-in is genuine. Only the page that it leads to afterwards belongs to the attacker and asks for the password again.',
    expected: 'The Location is always on our origin',
    guard: 'only local paths are followed',
    hints: [
      { text: 'How many ways are there to write a foreign address so that it looks local?' },
      { text: 'Try //evil.example, /\\evil.example and https:evil.example in ?return=.' },
    ],
  },
  {
    id: 'A07',
    slug: 'provider-mix-up',
    family: 'oauth',
    title: 'One provider’s code at the other’s callback',
    names: ['Mix-up attack'],
    standards: ['RFC 9700 section 4.4', 'RFC 9207'],
    story:
      'One of two providers is hostile. It swaps its answer with the other’s, so that a code for the honest one is sent to the hostile one.',
    expected: 'Refused: iss and the flow cookie name another provider',
    guard: 'iss, and cookies bound to the provider',
    hints: [
      { text: 'RFC 9207 adds one parameter for exactly this.' },
      { text: 'Take a callback URL of github and change it to google.' },
    ],
  },
  {
    id: 'A08',
    slug: 'wrong-id-token-claims',
    family: 'oauth',
    title: 'An ID token that was meant for someone else',
    names: ['ID token substitution', 'Audience confusion'],
    standards: ['OpenID Connect Core section 3.1.3.7', 'CWE-345'],
    story:
      'The token is genuine but for another app, or old, or answers another request. The attacker offers it as theirs.',
    expected: 'Refused for each of aud, iss, nonce, exp, azp and alg',
    guard: 'claim checks',
    hints: [
      { text: 'Which claim ties a token to this one request of this one browser?' },
      { text: 'The development provider has a switch for each claim.' },
    ],
  },
];
