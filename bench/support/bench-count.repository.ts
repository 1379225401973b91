import { dbPool } from '@/lib/db';

/** The caller's ids of every stored event of a workspace. */
export async function readStoredIds(workspaceId: string): Promise<string[]> {
  const text = 'select client_id from usage_event where workspace_id = $1';
  const { rows } = await dbPool().query<{ client_id: string }>(text, [workspaceId]);
  return rows.map((row) => row.client_id);
}

/** How many events are stored. */
export async function countStoredEvents(): Promise<number> {
  const { rows } = await dbPool().query('select count(*)::int as stored from usage_event');
  return rows[0].stored;
}
