import { type BillingEvent, billingEventSchema } from '@/lib/billing/wire';
import { billingDatabase, type Database } from './database';
import type { Event, Invoice } from './prisma/generated/client';
import { toWireInvoice } from './to-wire';

type EventData = Pick<BillingEvent, 'invoice' | 'reason'>;

/**
 * Writes what happened to an invoice, in the transaction in which it happens. Call it last.
 *
 * Numbers are given in the order of commits, by a lock that is held until then. Otherwise a reader
 * could see number 8, note it as its position, and never see 7, which was committed later.
 */
export async function announce(
  db: Database,
  type: BillingEvent['type'],
  row: Invoice,
  reason: string | null = null,
): Promise<void> {
  const { lines: _lines, ...invoice } = toWireInvoice({ ...row, lines: [] });
  const { workspaceId, mode } = row;
  const data = { invoice, reason } satisfies EventData;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('billing-event', 0))`;
  await db.event.create({ data: { workspaceId, mode, type, data } });
}

/** What was committed after a position, in order. */
function findEvents(after: number, take: number): Promise<Event[]> {
  return billingDatabase().event.findMany({
    where: { sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take,
  });
}

const MAX_EVENTS = 100;

/** Up to 100 events after a position. The reader keeps the position; asking again is harmless. */
export async function listEvents(after: number): Promise<{ events: BillingEvent[] }> {
  const rows = await findEvents(after, MAX_EVENTS);
  const events = rows.map(({ sequence, workspaceId, mode, type, data, createdAt }) =>
    billingEventSchema.parse({
      sequence: Number(sequence),
      workspace_id: workspaceId,
      mode,
      type,
      time: createdAt.toISOString(),
      ...Object(data),
    }),
  );
  return { events };
}
