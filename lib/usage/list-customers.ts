import type { Principal } from '@/lib/auth/principal';
import { decodeCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import { toPublicId } from '@/lib/public-id';
import { findCustomers } from './usage-event.repository';
import type { CustomerView } from './usage-view';

/** The name inside its cursors. */
const LIST = 'customers';

/** The customers that events named, in the principal's workspace and mode, by reference. */
export async function listCustomers(
  principal: Principal,
  { limit, cursor }: PageRequest,
): Promise<Page<CustomerView>> {
  const after = decodeCursor(LIST, cursor, 1)?.[0];
  const rows = await findCustomers(principal.workspaceId, principal.mode, after, limit + 1);
  return toPage(
    LIST,
    rows,
    limit,
    (row) => ({
      id: toPublicId('cus', row.id),
      reference: row.reference,
      createdAt: row.createdAt,
    }),
    (row) => [row.reference],
  );
}
