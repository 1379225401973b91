import { dbPool } from '@/lib/db';

/** The caller's ids of every stored event of a workspace. */
export async function readStoredIds(workspaceId: string): Promise<string[]> {
  const text = 'select client_id from metered_event where workspace_id = $1';
  const { rows } = await dbPool().query<{ client_id: string }>(text, [workspaceId]);
  return rows.map((row) => row.client_id);
}

/** How many events are stored. */
export async function countStoredEvents(): Promise<number> {
  const { rows } = await dbPool().query('select count(*)::int as stored from metered_event');
  return rows[0].stored;
}

/** Every API key of a workspace whose name begins so. */
export async function readKeysNamed(
  workspaceId: string,
  prefix: string,
): Promise<{ name: string; id: string }[]> {
  const text = 'select id, name from api_key where workspace_id = $1 and starts_with(name, $2)';
  return (await dbPool().query<{ name: string; id: string }>(text, [workspaceId, prefix])).rows;
}

/**
 * Removes one stored event and stores another one twice, in the other mode: what a comparison of sent
 * and stored events has to report.
 */
export async function damageEvents(
  workspaceId: string,
  removed: string,
  repeated: string,
): Promise<void> {
  const remove = 'delete from metered_event where workspace_id = $1 and client_id = $2';
  const repeat = `
    insert into metered_event (id, workspace_id, mode, client_id, meter_id, quantity, time)
    select gen_random_uuid(), workspace_id, 'live', client_id, meter_id, quantity, time
    from metered_event where workspace_id = $1 and client_id = $2`;
  await dbPool().query(remove, [workspaceId, removed]);
  await dbPool().query(repeat, [workspaceId, repeated]);
}
