import type { Attack } from './attack';

const ME = 'http://localhost:3000/api/v1/me';

/** A29 to A34: a key in the wrong shape or company. */
export const KEY_FORM_ATTACKS: readonly Attack[] = [
  {
    id: 'A29',
    slug: 'key-in-the-url',
    family: 'key',
    title: 'A key in the query string',
    names: ['Credential in the URL'],
    standards: ['CWE-598', 'RFC 6750 section 5.3'],
    story:
      'An integration puts the key into the URL because that is easy to click. From there it travels into histories, referrers and access logs.',
    expected: '400 credential-in-url',
    guard: 'the query is searched before anything is logged',
    hints: [
      { text: 'Would a correct key be accepted there? It must not be, or people would do it.' },
      { text: 'Use your real key.', shell: `curl -i "${ME}?api_key=$KEY"` },
    ],
  },
  {
    id: 'A30',
    slug: 'key-found-in-git',
    family: 'key',
    title: 'A key in a public commit',
    names: ['Leaked secret', 'Secret scanning'],
    standards: ['CWE-798', 'CWE-540'],
    story:
      'A key is committed by accident. Bots read every public commit within seconds, and so does the scanner that reports to us.',
    expected: 'The report revokes the key: the bot’s next call gets 401 key-revoked',
    guard: 'a prefix and a checksum that a scanner can recognise',
    hints: [
      { text: 'What makes a string recognisable as ours without asking our database?' },
      { text: 'Scan a folder for keys.', shell: 'npm run -s tollgate -- scan .' },
    ],
  },
  {
    id: 'A31',
    slug: 'guessing-keys',
    family: 'key',
    title: 'Guessing keys by the thousand',
    names: ['Brute force'],
    standards: ['CWE-307'],
    story:
      'Someone without any key tries random ones. Each try should cost the attacker more than it costs us.',
    expected: '401 invalid-key without a database lookup, then 429 rate-limited',
    guard: 'checksum first, then a limit per address',
    hints: [
      { text: 'One in 57 billion random strings of the right form has a right checksum.' },
      {
        text: 'Change one character of a real key.',
        shell: `curl -i -H "X-API-Key: \${KEY%?}0" ${ME}`,
      },
    ],
  },
  {
    id: 'A32',
    slug: 'timing-of-unknown-ids',
    family: 'key',
    title: 'Finding out by the clock which keys exist',
    names: ['Timing attack', 'Enumeration'],
    standards: ['CWE-208'],
    story:
      'The public part of a key is in many screenshots. The attacker measures whether a known id with a wrong secret takes longer than an unknown one.',
    expected: '401 invalid-key for both, after the same work',
    guard: 'the same digest and comparison for an id that does not exist',
    hints: [
      { text: 'Compare the two answers byte by byte: only request_id may differ.' },
      { text: 'Then compare times, many of each, taken in turns.' },
    ],
  },
  {
    id: 'A33',
    slug: 'two-credentials-at-once',
    family: 'key',
    title: 'Two credentials in one request',
    names: ['Ambiguous authentication'],
    standards: ['RFC 6750 section 2', 'CWE-436'],
    story:
      'A proxy checks the first credential and the application uses the second. The attacker sends one for each.',
    expected: '400 ambiguous-credentials',
    guard: 'the raw headers are counted',
    hints: [
      { text: 'Node joins two equal headers with a comma and keeps only the first Authorization.' },
      {
        text: 'Send a key twice, or a key and a token.',
        shell: `curl -i -H "X-API-Key: $KEY" -H "Authorization: Bearer $KEY" ${ME}`,
      },
    ],
  },
  {
    id: 'A34',
    slug: 'key-as-session',
    family: 'key',
    title: 'A key as a session cookie, a session cookie as a key',
    names: ['Credential confusion'],
    standards: ['CWE-287'],
    story:
      'Two doors check two kinds of secret. The attacker carries each to the other door, hoping that one lock opens for both.',
    expected: '401 at both doors',
    guard: 'each door reads one kind of credential and nothing else',
    hints: [
      { text: 'The API never reads a cookie. Does the dashboard ever read a key?' },
      {
        text: 'Try both.',
        shell: `curl -i -b "tollgate.session=$KEY" http://localhost:3000/api/v1/me\ncurl -i -H "X-API-Key: $COOKIE" ${ME}`,
      },
    ],
  },
];
