import type { Attack } from './attack';

const ME = 'http://localhost:3000/api/v1/me';

/** A22 to A28: a key in the wrong hands, at the wrong time or place. */
export const KEY_USE_ATTACKS: readonly Attack[] = [
  {
    id: 'A22',
    slug: 'test-key-on-live-data',
    family: 'key',
    title: 'A leaked test key reaches for live data',
    names: ['Environment confusion'],
    standards: ['CWE-668'],
    story:
      'A test key was pasted into a forum post. Its finder hopes that the same account’s live events are behind it.',
    expected: 'An empty list: the live events do not exist for this key.',
    guard: 'mode is in the key and in every query',
    hints: [
      { text: 'Make a test key. Which field of GET /me tells the mode?' },
      { text: 'There is no parameter for the mode. Try to invent one.' },
      {
        text: 'Ask for live data in every way you can think of.',
        shell: `curl -H "X-API-Key: $TEST_KEY" "http://localhost:3000/api/v1/events?mode=live"`,
      },
    ],
  },
  {
    id: 'A23',
    slug: 'key-without-the-scope',
    family: 'key',
    title: 'Calling without the required scope',
    names: ['Broken function level authorization'],
    standards: ['CWE-862', 'OWASP API5:2023'],
    story:
      'A dashboard’s read-only key was found in its JavaScript. The finder tries to write events with it, to run up the owner’s bill.',
    expected: '403 insufficient-scope, and the header names the missing scope',
    guard: 'scope check at each call',
    hints: [
      { text: 'Make a key with usage:read only.' },
      {
        text: 'Send an event with it.',
        shell: `curl -i -H "X-API-Key: $KEY" -H "Content-Type: application/json" -d '{"events":[]}' http://localhost:3000/api/v1/events`,
      },
    ],
  },
  {
    id: 'A24',
    slug: 'expired-key',
    family: 'key',
    title: 'A key after its last day',
    names: ['Expired credential'],
    standards: ['CWE-324'],
    story:
      'An old laptop is sold with a key in its shell history. The buyer finds it two months later.',
    expected: '401 key-expired, and only because the secret matched',
    guard: 'expiry check',
    hints: [
      { text: 'A key can be made to live for one second.' },
      {
        text: 'Make one, wait, call.',
        shell: `KEY=$(npm run -s tollgate -- key create --user ada --scopes usage:read --mode test --expires-in 1s)\nsleep 2; curl -i -H "X-API-Key: $KEY" ${ME}`,
      },
    ],
  },
  {
    id: 'A25',
    slug: 'revoked-key-on-open-connection',
    family: 'key',
    title: 'A revoked key on a connection that is still open',
    names: ['Stale authorization cache', 'Revocation delay'],
    standards: ['CWE-367'],
    story:
      'The owner notices the theft and revokes. The thief’s client keeps its connection open and hopes that it was checked once, at the start.',
    expected: '401 key-revoked on the next request of the same connection',
    guard: 'a check per request, and a cache that the revocation empties',
    hints: [
      { text: 'HTTP keep-alive reuses a connection; curl does so for two URLs in one command.' },
      {
        text: 'Revoke between two requests of one curl.',
        shell: `curl -s -H "X-API-Key: $KEY" ${ME} --next -H "X-API-Key: $KEY" ${ME}`,
      },
    ],
  },
  {
    id: 'A26',
    slug: 'rolled-key-after-overlap',
    family: 'key',
    title: 'The old secret after the overlap of a roll',
    names: ['Key rotation'],
    standards: ['CWE-324'],
    story:
      'A key was rolled because a contractor left. The contractor still has the old secret and tries it when the overlap is over.',
    expected: '401 key-rolled',
    guard: 'the overlap has an end',
    hints: [
      { text: 'The overlap starts when the new secret is first used, not when it is made.' },
      {
        text: 'Roll with no overlap, use the new secret once, then the old one.',
        shell: `npm run -s tollgate -- key roll $ID --overlap 0`,
      },
    ],
  },
  {
    id: 'A27',
    slug: 'key-from-wrong-address',
    family: 'key',
    title: 'A key from an address that it is not for',
    names: ['Stolen credential', 'IP allowlist'],
    standards: ['OWASP API2:2023'],
    story:
      'A build server’s key is bound to that server’s address. Someone copied it out of a build log and calls from home.',
    expected: '403 ip-not-allowed',
    guard: 'address list, matched on the one trusted address',
    hints: [
      { text: 'Bind a key to an address that is not yours.' },
      {
        text: 'Call with it from here.',
        shell: `KEY=$(npm run -s tollgate -- key create --user ada --scopes usage:read --mode test --allow-cidr 203.0.113.0/24)\ncurl -i -H "X-API-Key: $KEY" ${ME}`,
      },
    ],
  },
  {
    id: 'A28',
    slug: 'forged-forwarded-for',
    family: 'key',
    title: 'The address list, talked round with a header',
    names: ['X-Forwarded-For spoofing'],
    standards: ['CWE-348', 'RFC 7239 section 8.1'],
    story:
      'The thief of A27 knows that proxies write X-Forwarded-For. So the thief writes it too, with the build server’s address in it.',
    expected: '403 ip-not-allowed, unchanged',
    guard: 'the address comes from the socket, unless a trusted proxy is there',
    hints: [
      { text: 'Three headers are in use for this: X-Forwarded-For, Forwarded and X-Real-IP.' },
      {
        text: 'Send all three.',
        shell: `curl -i -H "X-API-Key: $KEY" -H "X-Forwarded-For: 203.0.113.7" -H "Forwarded: for=203.0.113.7" -H "X-Real-IP: 203.0.113.7" ${ME}`,
      },
    ],
  },
];
