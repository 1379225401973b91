import { dbPool } from '../db';

/** Each kind with how long it is kept, and how many of it for one owner. */
const KINDS = {
  trace: { hours: 24, count: 50 },
  'lab-report': { hours: 1, count: 50 },
  drill: { hours: 1, count: 20 },
} as const;

export type RecordingKind = keyof typeof KINDS;

export const TRACES_PER_WORKSPACE = KINDS.trace.count;

/** A trace's id or a UUID. Anything else was never an id, and might not even be storable. */
const ID = /^[0-9a-f-]{32,36}$/;

/**
 * Keeps a recording for the one who watched it, in the database: the page that shows it may be asked
 * of another instance. The oldest beyond the limit of its kind are dropped.
 * @param content JSON.
 */
export async function insertRecording(
  kind: RecordingKind,
  ownerId: string,
  id: string,
  content: string,
): Promise<void> {
  const { hours, count } = KINDS[kind];
  await dbPool().query(
    `insert into recording (id, kind, owner_id, content, expires_at)
     values ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
    [id, kind, ownerId, content, hours],
  );
  await dbPool().query(
    `delete from recording where id in (
       select id from recording where kind = $1 and owner_id = $2
       order by created_at desc, id desc offset $3)`,
    [kind, ownerId, count],
  );
}

/** A recording of this owner; undefined for anyone else's, and for one that has expired. */
export async function findRecording(
  kind: RecordingKind,
  ownerId: string,
  id: string,
): Promise<string | undefined> {
  if (!ID.test(id)) return undefined;
  const { rows } = await dbPool().query<{ content: string }>(
    `select content from recording
     where id = $1 and kind = $2 and owner_id = $3 and expires_at > now()`,
    [id, kind, ownerId],
  );
  return rows[0]?.content;
}

/** The recordings of an owner, newest first. */
export async function listRecordings(kind: RecordingKind, ownerId: string): Promise<string[]> {
  const { rows } = await dbPool().query<{ content: string }>(
    `select content from recording where kind = $1 and owner_id = $2 and expires_at > now()
     order by created_at desc, id desc limit $3`,
    [kind, ownerId, KINDS[kind].count],
  );
  return rows.map(({ content }) => content);
}

/** Deletes what has expired. */
export async function pruneRecordings(): Promise<void> {
  await dbPool().query('delete from recording where expires_at <= now()');
}
