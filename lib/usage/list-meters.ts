import type { Principal } from '@/lib/auth/principal';
import { decodeCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { toPublicId } from '@/lib/public-id';
import { findMeters, type MeterRow } from './meter.repository';
import type { MeterView } from './usage-view';

/** The name inside its cursors. */
const LIST = 'meters';

const ALL: PageRequest = { limit: 1_000 };

/** The workspace's meters in the principal's mode, by key. */
export async function listMeters(
  principal: Principal,
  { limit, cursor }: PageRequest = ALL,
): Promise<Page<MeterView>> {
  const after = decodeCursor(LIST, cursor, 1)?.[0];
  const rows = await findMeters(principal.workspaceId, principal.mode, after, limit + 1);
  return toPage(LIST, rows, limit, toMeterView, (row) => [row.key]);
}

/** A meter as its workspace sees it. */
export function toMeterView(row: MeterRow): MeterView {
  return {
    id: toPublicId('mtr', row.id),
    key: row.key,
    name: row.name,
    aggregation: row.aggregation,
    property: row.property,
    createdAt: row.createdAt,
  };
}
