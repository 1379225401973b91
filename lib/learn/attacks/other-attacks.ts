import type { Attack } from './attack';

/** A51 to A60: the edge, webhooks and operations. */
export const OTHER_ATTACKS: readonly Attack[] = [
  {
    id: 'A51',
    slug: 'forged-proxy-identity',
    family: 'edge',
    title: 'Headers that only our own proxy may write',
    names: ['Identity header spoofing'],
    standards: ['RFC 9700 section 4.13', 'CWE-290'],
    story:
      'Behind a proxy, an identity often travels in a header. The attacker writes that header and skips the proxy.',
    expected: 'The same answer as without the headers',
    guard: 'no door reads an identity from a header that a client can send',
    hints: [
      {
        text: 'Four names to try: X-Forwarded-Client-Cert, X-Client-Cert, X-User-Id, x-middleware-subrequest.',
      },
      {
        text: 'Try to be billing’s favourite client.',
        shell: `curl -i -H "X-Forwarded-Client-Cert: URI=spiffe://tollgate.local/web" -H "X-User-Id: ada" -H "x-middleware-subrequest: middleware" http://localhost:3000/api/v1/me`,
      },
    ],
  },
  {
    id: 'A52',
    slug: 'request-smuggling',
    family: 'edge',
    title: 'Two requests that look like one',
    names: ['HTTP request smuggling', 'HTTP desync'],
    standards: ['RFC 9112 section 11.2', 'CWE-444'],
    story:
      'Two parsers in a row disagree where a request ends. The rest of it becomes the beginning of the next customer’s.',
    expected: '400 and a closed connection: exactly one answer',
    guard: 'a strict parser',
    hints: [
      {
        text: 'Content-Length and Transfer-Encoding together, two lengths, a space before a colon.',
      },
      {
        text: 'Write the bytes yourself.',
        shell: `printf 'POST /api/v1/events HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n' | nc localhost 3000`,
      },
    ],
  },
  {
    id: 'A53',
    slug: 'webhook-to-the-inside',
    family: 'webhook',
    title: 'A webhook address that points inside',
    names: ['SSRF', 'DNS rebinding'],
    standards: ['CWE-918', 'OWASP API7:2023'],
    story:
      'Customers choose where we call. One chooses the cloud’s metadata address, or a name that changes its mind after the check.',
    expected: '422 url-not-allowed; at delivery: blocked, no connection',
    guard: 'resolve, check every address, connect to that one; no redirects',
    hints: [
      { text: '127.0.0.1 can be written in a dozen ways: 2130706433, 0x7f.1, ::ffff:127.0.0.1.' },
      {
        text: 'Try some.',
        shell: `curl -i -H "X-API-Key: $KEY" -H "Content-Type: application/json" -d '{"url":"https://169.254.169.254/latest","events":["invoice.paid"]}' http://localhost:3000/api/v1/webhook-endpoints`,
      },
    ],
  },
  {
    id: 'A54',
    slug: 'forged-webhook',
    family: 'webhook',
    title: 'A delivery that we never sent',
    names: ['Webhook forgery'],
    standards: ['CWE-347'],
    story:
      'The attacker knows the receiver’s address and posts “invoice paid” to it. Or takes a real one and changes the amount.',
    expected: 'The receiver’s check refuses: the signature does not fit the bytes',
    guard: 'HMAC over id, time and raw body',
    hints: [
      { text: 'Parsing and re-serialising JSON changes bytes. Which bytes are signed?' },
      {
        text: 'Sign with a wrong secret.',
        shell: `printf '%s' "$ID.$TIME.$BODY" | openssl dgst -sha256 -hmac wrong -binary | base64`,
      },
    ],
  },
  {
    id: 'A55',
    slug: 'replayed-webhook',
    family: 'webhook',
    title: 'A genuine delivery, sent again',
    names: ['Replay attack'],
    standards: ['CWE-294'],
    story:
      'The attacker recorded a real delivery and plays it back, today or next week. Its signature is perfect.',
    expected: 'Refused: too old, or its id was seen',
    guard: 'the time is signed too; ids are remembered',
    hints: [
      { text: 'Why is a tolerance of five minutes not enough on its own?' },
      { text: 'Keep webhook-timestamp and wait.' },
    ],
  },
  {
    id: 'A56',
    slug: 'key-as-webhook-secret',
    family: 'webhook',
    title: 'An API key as the signing secret',
    names: ['Key reuse', 'Key separation'],
    standards: ['NIST SP 800-57 part 1 section 5.2'],
    story:
      'The attacker has a leaked API key and signs deliveries with it. If both secrets were one, every leak would count twice.',
    expected: 'The receiver’s check refuses',
    guard: 'a secret of its own per endpoint',
    hints: [
      { text: 'Who has to know each secret? Draw both sets.' },
      { text: 'Compare the prefixes: tg_ and whsec_.' },
    ],
  },
  {
    id: 'A57',
    slug: 'secret-in-the-log',
    family: 'ops',
    title: 'A secret in the log',
    names: ['Sensitive data in logs'],
    standards: ['CWE-532'],
    story:
      'A key ends up in a header, a path, an error. Whoever can read logs would then hold keys.',
    expected: 'Only masked forms are written',
    guard: 'masking at write, in the log and in the trace store',
    hints: [
      { text: 'Masking at read is too late: backups and log shippers read first.' },
      {
        text: 'Send a canary and search.',
        shell: `curl -s "http://localhost:3000/$KEY" >/dev/null; grep -rc "$KEY" .data/ | grep -v ':0'`,
      },
    ],
  },
  {
    id: 'A58',
    slug: 'audit-tampering',
    family: 'ops',
    title: 'An audit row, quietly changed',
    names: ['Log tampering'],
    standards: ['CWE-353'],
    story:
      'Someone with database access removes their own name from the history. Each row looks fine on its own.',
    expected: 'Verification names the first row that does not fit',
    guard: 'each row carries the hash of the row before',
    hints: [
      { text: 'What if the attacker recomputes the hash of the changed row?' },
      { text: 'Verify.', shell: 'npm run -s tollgate -- audit verify' },
    ],
  },
  {
    id: 'A59',
    slug: 'fail-open',
    family: 'ops',
    title: 'Take away what the check depends on',
    names: ['Fail open'],
    standards: ['CWE-636'],
    story:
      'The attacker cannot pass the check, so they try to break what it needs. A check that cannot be made might be skipped.',
    expected: '503 dependency-unavailable, never 200',
    guard: 'fail closed',
    hints: [
      { text: 'Which parts does the check of a key need? Of a certificate? Of a session?' },
      { text: 'Stop one and call.' },
    ],
  },
  {
    id: 'A60',
    slug: 'resource-abuse',
    family: 'ops',
    title: 'Too much of everything',
    names: ['Denial of service', 'Resource exhaustion'],
    standards: ['CWE-770', 'OWASP API4:2023'],
    story:
      'A huge body, a huge page, a flood. One customer should not be able to make it slow for the others.',
    expected: '413, 422 and 429',
    guard: 'limits before work',
    hints: [
      { text: 'Which limit is checked before the body is read?' },
      {
        text: 'Ask for a billion rows.',
        shell: `curl -i -H "X-API-Key: $KEY" "http://localhost:3000/api/v1/events?limit=1000000000"`,
      },
    ],
  },
];
