import type { Mode } from '@/lib/auth/principal';
import { db, dbPool } from '@/lib/db';
import type { Meter } from '@/prisma/generated/client';
import type { MeterAggregation } from './usage-view';

/** What ingest and usage need of a meter. */
export type KnownMeter = Pick<Meter, 'id' | 'key' | 'aggregation'>;

/** The meters with these keys, of one workspace and mode. Prepared: every ingest asks. */
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

/** Every meter of one workspace and mode, by key. */
export function findMeters(
  workspaceId: string,
  mode: Mode,
  after: string | undefined,
  take: number,
): Promise<Meter[]> {
  return db().meter.findMany({
    where: { workspaceId, mode, ...(after === undefined ? {} : { key: { gt: after } }) },
    orderBy: { key: 'asc' },
    take,
  });
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
