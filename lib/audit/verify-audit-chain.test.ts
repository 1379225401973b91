import { beforeEach, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { db, dbPool } from '@/lib/db';
import { runWithClientContext } from '@/lib/http/client-context';
import { toPublicId } from '@/lib/public-id';
import { listAuditEvents } from './list-audit-events';
import { verifyAuditChain } from './verify-audit-chain';

provideTestDatabase();

beforeEach(async () => {
  await db().auditEvent.deleteMany();
});

async function threeActs() {
  const ada = await createPerson();
  const input = { name: 'k', scopes: ['usage:read' as const], mode: 'test' as const };
  const { view } = await issueApiKey(ada, input);
  await issueApiKey(ada, input);
  await revokeApiKey(ada, view.id, 'no longer needed');
  return ada;
}

test('what happened is there, newest first, with the address', async () => {
  const context = { address: '203.0.113.7', requestId: 'r', userAgent: null };
  const ada = await runWithClientContext(context, threeActs);
  const { data, next_cursor } = await listAuditEvents(ada, { limit: 2 });
  expect(data.map((event) => event.action)).toEqual(['api-key.revoked', 'api-key.issued']);
  expect(data[0]).toMatchObject({
    address: '203.0.113.7',
    detail: { reason: 'no longer needed', by: 'session' },
  });
  const rest = await listAuditEvents(ada, { limit: 2, cursor: next_cursor ?? '' });
  expect(rest.data).toHaveLength(1);
  await expect(listAuditEvents({ ...ada, role: 'member' }, { limit: 1 })).rejects.toMatchObject({
    slug: 'forbidden',
  });
});

test('intact chains, one a workspace', async () => {
  await threeActs();
  await threeActs();
  const verdict = await verifyAuditChain();
  expect(verdict).toMatchObject({ events: 6, broken: [] });
  expect(verdict.heads).toHaveLength(2);
});

test('at once, many acts make one chain', async () => {
  const ada = await createPerson();
  const input = { name: 'k', scopes: ['usage:read' as const], mode: 'test' as const };
  await Promise.all(Array.from({ length: 20 }, () => issueApiKey(ada, input)));
  expect(await verifyAuditChain()).toMatchObject({ events: 20, broken: [] });
});

const change = (column: string, value: string): [string, string, number, string] => [
  `a changed ${column}`,
  `update audit_event set ${column} = ${value} where sequence = $1`,
  0,
  'changed',
];

test.each([
  change('time', "time + interval '1 millisecond'"),
  change('actor', "'usr_0000000000000000000000'"),
  change('action', "'nothing'"),
  change('object', "'another'"),
  change('mode', "'live'"),
  change('mode', 'null'),
  change('address', "'192.0.2.1'"),
  change('detail', `'{}'`),
  change('detail', `detail || '{"more": 1}'`),
  ['a removed row', 'delete from audit_event where sequence = $1', 1, 'row before it missing'],
])('Attack A58: %s is named', async (_name, sql, offset, reason) => {
  await threeActs();
  const rows = await db().auditEvent.findMany({ orderBy: { sequence: 'asc' } });
  const target = rows[1];
  await dbPool().query(sql, [target?.sequence]);
  const { broken } = await verifyAuditChain();
  expect(broken).toMatchObject([{ sequence: String(rows[1 + offset]?.sequence), reason }]);
});

test('twin: whoever only reads the log takes the changed row for the truth', async () => {
  const ada = await threeActs();
  await dbPool().query("update audit_event set action = 'api-key.issued'");
  const { data } = await listAuditEvents(ada, { limit: 10 });
  expect(data.map((event) => event.action)).toEqual(Array(3).fill('api-key.issued'));
});

test('what was done on the command line names the operator, and for whom', async () => {
  const ada = await createPerson();
  const input = { name: 'k', scopes: ['usage:read' as const], mode: 'test' as const };
  const { view } = await issueApiKey({ ...ada, credential: 'operator' }, input);
  await revokeApiKey(ada, view.id);
  const { data } = await listAuditEvents(ada, { limit: 2 });
  const person = toPublicId('usr', ada.userId);
  expect(data.map(({ actor, detail }) => [actor, detail.by, detail.for])).toEqual([
    [person, 'session', undefined],
    ['operator', 'operator', person],
  ]);
});
