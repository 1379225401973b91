import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { Meter } from '@/prisma/generated/client';
import type { MeterAggregation } from './usage-view';

/** What a list shows of a meter. */
export type MeterRow = Omit<Meter, 'workspaceId' | 'mode'>;

/** What usage needs of a meter. */
export type KnownMeter = Pick<Meter, 'id' | 'key' | 'aggregation'>;

/** The meters with these keys, of one workspace and mode. */
export async function findMetersByKey(
  workspaceId: string,
  mode: Mode,
  keys: string[],
): Promise<KnownMeter[]> {
  const { rows } = await dbPool().query<KnownMeter>({
    name: 'meters-by-key',
    text: `select id, key, aggregation from meter
           where workspace_id = $1 and mode = $2 and key = any ($3)`,
    values: [workspaceId, mode, keys],
  });
  return rows;
}

/** A meter as an event names it. */
export type MeterName = { workspaceId: string; mode: Mode; key: string };

/** The meters with these names, of any workspaces. Prepared: every ingest asks. */
export async function findMetersByName(
  names: readonly MeterName[],
): Promise<(MeterName & { id: string })[]> {
  const [first] = names;
  if (!first) return [];
  const { workspaceId, mode } = first;
  if (names.every((name) => name.workspaceId === workspaceId && name.mode === mode)) {
    // A third of the time of the statement for many tenants, and what most groups need.
    const meters = await findMetersByKey(
      workspaceId,
      mode,
      names.map(({ key }) => key),
    );
    return meters.map(({ id, key }) => ({ workspaceId, mode, key, id }));
  }
  const { rows } = await dbPool().query<MeterName & { id: string }>({
    name: 'meters-by-name',
    text: `select m.id, m.key, m.mode, m.workspace_id as "workspaceId"
           from unnest($1::uuid[], $2::"Mode"[], $3::text[]) as n (workspace_id, mode, key)
           cross join lateral (
             select id, key, mode, workspace_id from meter
             where workspace_id = n.workspace_id and mode = n.mode and key = n.key limit 1
           ) m`,
    values: [
      names.map((name) => name.workspaceId),
      names.map((name) => name.mode),
      names.map((name) => name.key),
    ],
  });
  return rows;
}

/** Every meter of one workspace and mode, by key. */
export async function findMeters(
  workspaceId: string,
  mode: Mode,
  after: string | undefined,
  take: number,
): Promise<MeterRow[]> {
  const { rows } = await dbPool().query<MeterRow>({
    name: 'select-meters',
    text: `select id, key, name, aggregation, property, created_at as "createdAt" from meter
           where workspace_id = $1 and mode = $2 and ($3::text is null or key > $3)
           order by key limit $4`,
    values: [workspaceId, mode, after ?? null, take],
  });
  return rows;
}

export type NewMeter = {
  id: string;
  workspaceId: string;
  mode: Mode;
  key: string;
  name: string;
  aggregation: MeterAggregation;
  property: string | null;
};

/** Stores a meter; null where the key is taken. */
export async function insertMeter(meter: NewMeter): Promise<Meter | null> {
  const { count } = await db().meter.createMany({ data: meter, skipDuplicates: true });
  return count === 0 ? null : db().meter.findUnique({ where: { id: meter.id } });
}
