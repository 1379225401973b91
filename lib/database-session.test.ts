import { expect, test } from 'vitest';
import { createTestDatabase } from '@/e2e/support/test-database';
import { examineSessions, type SessionReport, sessionFault } from './database-session.repository';

const GOOD: SessionReport = {
  version: 150_018,
  user: 'app',
  timeZone: 'UTC',
  pooledByTransaction: true,
  keepsStatements: true,
  keepsSchema: true,
  readOnly: false,
  clockAheadMs: 0,
};

test.each([
  [{ version: 140_011 }, 'older than PostgreSQL 15'],
  [{ keepsStatements: false }, 'max_prepared_statements above 0'],
  [{ timeZone: 'Asia/Kolkata' }, `ALTER ROLE "app" SET timezone TO 'UTC'`],
  [{ timeZone: 'Europe/London' }, 'is Europe/London instead of UTC'],
  [{ keepsSchema: false }, 'ALTER ROLE "app" SET search_path'],
])('sessions with %o are refused, with what to do', (changes, words) => {
  const fault = sessionFault({ ...GOOD, ...changes }, 'BILLING_DATABASE_URL');
  expect(fault).toMatch(/^BILLING_DATABASE_URL leads /);
  expect(fault).toContain(words);
});

test('a pooler that keeps what a session needs is no fault, and other names of UTC are UTC', () => {
  for (const timeZone of ['UTC', 'Etc/UTC', 'GMT']) {
    expect(sessionFault({ ...GOOD, timeZone }, 'DATABASE_URL')).toBeUndefined();
  }
});

test('a direct connection: on UTC in a database that is not, nothing lost between transactions', async () => {
  const database = await createTestDatabase();
  const report = await examineSessions(database.url);
  expect(report).toMatchObject({
    timeZone: 'UTC',
    pooledByTransaction: false,
    keepsStatements: true,
    keepsSchema: true,
    readOnly: false,
  });
  await database.drop();
});
