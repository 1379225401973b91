import type { Attack } from './attack';

/** A35 to A38: a customer who reaches across, up, or for the same thing twice. */
export const TENANT_ATTACKS: readonly Attack[] = [
  {
    id: 'A35',
    slug: 'another-tenants-id',
    family: 'tenant',
    title: 'Someone else’s id in the path',
    names: ['IDOR', 'BOLA'],
    standards: ['CWE-639', 'OWASP API1:2023'],
    story:
      'A customer saw an invoice number over a colleague’s shoulder at another company. They put it into their own, properly authenticated call.',
    expected: '404 not-found, equal byte for byte to an id that never existed',
    guard: 'the workspace is part of every query',
    hints: [
      { text: 'A 403 would tell that the object exists. Which status tells nothing?' },
      {
        text: 'Compare two answers.',
        shell: `curl -s -H "X-API-Key: $KEY" http://localhost:3000/api/v1/invoices/inv_0000000000000000000000`,
      },
    ],
  },
  {
    id: 'A36',
    slug: 'fields-that-were-not-asked-for',
    family: 'tenant',
    title: 'Extra fields in the body',
    names: ['Mass assignment'],
    standards: ['CWE-915', 'OWASP API3:2023'],
    story:
      'The caller guesses the names of columns and sends them along. If the handler copies the body into the row, the caller has just moved it to another workspace.',
    expected: '422 validation-failed, pointing at the unknown field',
    guard: 'strict schemas',
    hints: [
      { text: 'POST /meters takes key, name, aggregation, property. Add a fifth.' },
      {
        text: 'Try to write the owner yourself.',
        shell: `curl -i -H "X-API-Key: $KEY" -H "Content-Type: application/json" -d '{"key":"mine","name":"Mine","aggregation":"count","workspaceId":"01900000-0000-7000-8000-00000000b001"}' http://localhost:3000/api/v1/meters`,
      },
    ],
  },
  {
    id: 'A37',
    slug: 'key-makes-a-stronger-key',
    family: 'tenant',
    title: 'A weak key makes itself a strong one',
    names: ['Privilege escalation'],
    standards: ['CWE-269'],
    story:
      'A key may manage keys. Its thief asks for a new one with every scope and a year to live.',
    expected: '403 scope-escalation',
    guard: 'a credential grants a subset of itself',
    hints: [
      { text: 'A role is a ceiling too: what may a member’s key do with payments?' },
      {
        text: 'Which rule would have to hold for every way to make a key, not only for this call?',
      },
    ],
  },
  {
    id: 'A38',
    slug: 'the-same-thing-twice',
    family: 'tenant',
    title: 'Twenty times at once',
    names: ['Race condition', 'TOCTOU'],
    standards: ['CWE-362', 'CWE-367'],
    story:
      'The attacker sends one event twenty times in the same millisecond. If “have I seen it?” and “store it” are two steps, several get between them.',
    expected: 'one is accepted, nineteen count as duplicates',
    guard: 'a unique constraint decides, not a look-up before it',
    hints: [
      { text: 'curl can run requests in parallel: --parallel --parallel-immediate.' },
      { text: 'Count afterwards: what does GET /usage say?' },
    ],
  },
];
