import type pg from 'pg';

/** A partition and its bounds as PostgreSQL writes them; undefined where it has none on that side. */
export type Partition = { name: string; from: string | undefined; to: string | undefined };

const BOUNDS = /^FOR VALUES FROM \((.+)\) TO \((.+)\)$/;
const PARTITIONS = `
  select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass`;

const toBound = (text: string | undefined) =>
  text === undefined || /^M(IN|AX)VALUE$/.test(text) ? undefined : text.replaceAll("'", '');

/** The partitions of a table that have bounds, in no order. */
export async function listPartitions(
  database: Pick<pg.ClientBase, 'query'>,
  parent: 'metered_event' | 'usage_event_id',
): Promise<Partition[]> {
  const { rows } = await database.query<{ name: string; bounds: string }>(PARTITIONS, [parent]);
  return rows.flatMap(({ name, bounds }) => {
    const match = BOUNDS.exec(bounds);
    return match ? [{ name, from: toBound(match[1]), to: toBound(match[2]) }] : [];
  });
}

/** The lowest UUIDv7 of a moment. @see RFC 9562 section 5.7 */
export function lowestId(moment: Date): string {
  const hex = moment.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** The moment in a UUIDv7. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}

/** `2026-11`, of the last moment before a bound. */
export const monthBefore = (bound: string) =>
  new Date(timeOf(bound).getTime() - 1).toISOString().slice(0, 7);
