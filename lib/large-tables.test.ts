import { expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { dbPool } from '@/lib/db';

/**
 * The rows of a table that grows with use can be spread over servers by workspace, as Citus does it,
 * only if its primary key begins with the workspace. A new table is either one of those or named here.
 */

provideTestDatabase();

/** Grow with people, keys and settings, not with use. */
const SMALL = `account api_key company_member company_provider connection connection_attempt customer
  drive_export feed_position invitation membership meter oauth_app oauth_grant oauth_signing_key
  trust_rule user webhook_endpoint workspace`;

/** Emptied as they are used, or after hours or days: they stay as large as the traffic of that time. */
const PRUNED = `idempotency_record oauth_artefact oauth_refresh_answer recording request_log seen_proof
  session session_device slack_message usage_delta webhook_attempt webhook_delivery webhook_outbox`;

/** Grow with meters and time, a row an hour at most; or are chained in one order over all workspaces. */
const SLOW = 'audit_event usage_hour usage_hour_value usage_month usage_month_value';

const TABLES = `
  select c.relname as name, coalesce((
    select a.attname = 'workspace_id' from pg_index i
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indrelid = c.oid and i.indisprimary), false) as spread
  from pg_class c
  where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
    and c.relname <> '_prisma_migrations'`;

async function findMisplaced(): Promise<string[]> {
  const { rows } = await dbPool().query<{ name: string; spread: boolean }>(TABLES);
  const known = new Set([SMALL, PRUNED, SLOW].join(' ').split(/\s+/));
  return rows.filter(({ name, spread }) => !spread && !known.has(name)).map(({ name }) => name);
}

test('the key of every table that grows with use begins with the workspace', async () => {
  expect(await findMisplaced()).toEqual([]);
});

test('twin: a new table that does not is found', async () => {
  await dbPool().query(
    'create table reading (id uuid primary key, workspace_id uuid not null, value numeric)',
  );
  expect(await findMisplaced()).toEqual(['reading']);
  await dbPool().query(
    'create table measure (workspace_id uuid, id uuid, primary key (workspace_id, id))',
  );
  expect(await findMisplaced()).toEqual(['reading']);
});
