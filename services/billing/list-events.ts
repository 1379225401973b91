import { type BillingEvent, billingEventSchema } from '@/lib/billing/wire';
import { findEvents } from './event.repository';

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
