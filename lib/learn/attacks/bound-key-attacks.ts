import type { Attack } from './attack';

/** A61 and A62: a key that is bound to a key pair. */
export const BOUND_KEY_ATTACKS: readonly Attack[] = [
  {
    id: 'A61',
    slug: 'stolen-bound-key',
    family: 'key',
    title: 'A stolen API key that is bound to a key pair',
    names: ['credential theft', 'sender-constrained credential'],
    standards: ['RFC 9449', 'RFC 9421', 'CWE-522'],
    story:
      'A build printed its API key into a public log. The key was made with a public key, and the private half was not in the log.',
    expected: '401 proof-required for the key alone, 401 invalid-dpop-proof with another pair',
    guard: 'the proof of possession that a bound key needs',
    hints: [
      { text: 'What does the thief of a log not have?' },
      { text: 'WWW-Authenticate and Accept-Signature of the refusal say what a proof contains.' },
      {
        text: 'Make a bound key and send it alone.',
        shell:
          'openssl genpkey -algorithm ed25519 -out private.pem\nopenssl pkey -in private.pem -pubout -out public.pem\nKEY=$(npm run -s tollgate -- key create --user ada --scopes usage:read --mode test --public-key public.pem)\ncurl -i -H "X-API-Key: $KEY" http://localhost:3000/api/v1/me',
      },
    ],
  },
  {
    id: 'A62',
    slug: 'replayed-proof',
    family: 'key',
    title: 'A bound key together with a proof that was used',
    names: ['replay of a proof', 'capture-replay'],
    standards: ['RFC 9449 section 11.1', 'CWE-294'],
    story:
      'A proxy logs whole requests, with the API key and the proof beside it. Someone who reads the log sends the same request again within seconds.',
    expected: '401 invalid-dpop-proof: each proof is accepted once',
    guard: 'accepted proofs are remembered for as long as they are recent',
    hints: [
      { text: 'Which claim of a DPoP proof makes it unique?' },
      { text: 'Send one request of examples/bound-key twice, byte for byte.' },
    ],
  },
];
