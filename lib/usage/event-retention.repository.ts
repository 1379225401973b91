import pg from 'pg';
import type { Mode } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { lowestId } from './partition-bounds.repository';

/** Rows that are read or deleted by one statement. */
const BATCH = 5_000;

export type Tenant = { workspaceId: string; mode: Mode };

/** The workspaces and modes that have events from before `limit`. */
export async function findTenantsWithEventsBefore(limit: Date): Promise<Tenant[]> {
  const { rows } = await dbPool().query<Tenant>(
    `select w.id as "workspaceId", m.mode from workspace w
     cross join unnest(enum_range(null::"Mode")) as m (mode)
     where exists (select from metered_event e
       where e.workspace_id = w.id and e.mode = m.mode and e.id < $1)`,
    [lowestId(limit)],
  );
  return rows;
}

/**
 * Deletes a tenant's events from before `limit`, some at a time. Their usage stays.
 * @returns how many there were.
 */
export async function deleteEventsBefore(tenant: Tenant, limit: Date): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await dbPool().query(
      `delete from metered_event where workspace_id = $1 and mode = $2 and id in (
         select id from metered_event where workspace_id = $1 and mode = $2 and id < $3
         order by id limit ${BATCH})`,
      [tenant.workspaceId, tenant.mode, lowestId(limit)],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return deleted;
  }
}

type ArchivedRow = Tenant & { id: string; line: string };

/** Every event of a partition as one line of JSON, in order of workspace, mode and receipt. */
export async function* readPartition(name: string): AsyncGenerator<string> {
  let last: ArchivedRow | undefined;
  for (;;) {
    const { rows }: { rows: ArchivedRow[] } = await dbPool().query(
      `select workspace_id as "workspaceId", mode, id, row_to_json(e)::text as line
       from ${pg.escapeIdentifier(name)} e
       where $1::uuid is null or (workspace_id, mode, id) > ($1::uuid, $2::"Mode", $3::uuid)
       order by workspace_id, mode, id limit ${BATCH}`,
      [last?.workspaceId ?? null, last?.mode ?? null, last?.id ?? null],
    );
    for (const { line } of rows) yield `${line}\n`;
    last = rows.at(-1);
    if (rows.length < BATCH) return;
  }
}
