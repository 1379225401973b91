import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApi } from '@/e2e/support/call-api';
import {
  createTestDatabase,
  provideTestDatabase,
  type TestDatabase,
} from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { verifyAuditChain } from '@/lib/audit/verify-audit-chain';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { closeDatabase } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import { backUp, restore } from '@/scripts/tollgate/backup';

provideTestDatabase();

const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-backup-'));
const file = path.join(folder, 'all.gz');
let other: TestDatabase;
let key: string;

const sourcesOf = (url: string) => [
  { url, schema: 'public' },
  { url, schema: 'billing' },
];

// A database of the template was migrated without Prisma's table, which a real one has.
async function noteMigrations(url: string, names = ['1_first']): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const schema of ['public', 'billing']) {
    await client.query(
      `create table ${schema}._prisma_migrations (migration_name text, finished_at timestamptz)`,
    );
    for (const name of names) {
      await client.query(`insert into ${schema}._prisma_migrations values ($1, now())`, [name]);
    }
  }
  await client.end();
}

async function dump(url: string): Promise<string> {
  const target = path.join(folder, 'dump.gz');
  await backUp(sourcesOf(url), target);
  const [, ...lines] = gunzipSync(readFileSync(target)).toString().split('\n');
  return lines.toSorted().join('\n');
}

beforeAll(async () => {
  const ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'k', scopes: ALL_SCOPES, mode: 'test' }));
  const post = (to: string, body: object) => callApi(key, to, { method: 'POST', body });
  await post('/api/v1/meters', { key: 'calls', name: 'Calls 📞', aggregation: 'sum' });
  await post('/api/v1/events', {
    events: [{ id: 'a', meter: 'calls', quantity: 0.000000001, properties: { n: 1e21 } }],
  });
  await noteMigrations(getEnv().DATABASE_URL);
  other = await createTestDatabase();
  await noteMigrations(other.url);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await other.drop();
});

test('what was backed up is there again, to the byte, and the audit log is intact', async () => {
  const { DATABASE_URL: url } = getEnv();
  await flushRequestLogs();
  const rows = await backUp(sourcesOf(url), file);
  expect(rows).toBeGreaterThan(5);
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(gunzipSync(readFileSync(file)).toString()).not.toContain(key.slice(16));

  expect(await restore(sourcesOf(other.url), file)).toBe(rows);
  expect(await dump(other.url)).toBe(await dump(url));

  await closeDatabase();
  getEnv().DATABASE_URL = other.url;
  const audit = await verifyAuditChain();
  expect(audit.broken).toEqual([]);
  expect(audit.events).toBeGreaterThan(0);
  expect((await callApi(key, '/api/v1/me')).status).toBe(200);
  const body = { events: [{ id: 'b', meter: 'calls', quantity: 1 }] };
  expect((await callApi(key, '/api/v1/events', { method: 'POST', body })).status).toBe(201);
  await closeDatabase();
  getEnv().DATABASE_URL = url;
});

test('it is not put over rows', async () => {
  await expect(restore(sourcesOf(other.url), file)).rejects.toThrow('has rows');
});

test('a file that is cut short, altered or something else leaves nothing behind', async () => {
  const empty = await createTestDatabase();
  await noteMigrations(empty.url);
  const text = gunzipSync(readFileSync(file)).toString();
  const before = await dump(empty.url);
  const lines = text.split('\n');
  const lastRow = lines.findLastIndex((line) => line.startsWith('['));
  const cut = path.join(folder, 'cut.gz');
  writeFileSync(cut, gzipSync(lines.toSpliced(lastRow, 1).join('\n')));
  await expect(restore(sourcesOf(empty.url), cut)).rejects.toThrow('cut short');
  writeFileSync(cut, gzipSync('{"a":1}'));
  await expect(restore(sourcesOf(empty.url), cut)).rejects.toThrow('is no backup of Tollgate');
  expect(await dump(empty.url)).toBe(before);
  await empty.drop();
});

test('a backup of another version says so', async () => {
  const newer = await createTestDatabase();
  await noteMigrations(newer.url, ['1_first', '2_second']);
  await expect(restore(sourcesOf(newer.url), file)).rejects.toThrow('another version');
  await newer.drop();
});
