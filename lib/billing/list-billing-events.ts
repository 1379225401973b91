import { callBilling } from './call-billing';
import { type BillingEvent, billingEventsSchema } from './wire';

/**
 * What happened in billing after a position, in order, up to 100. It acts for the system, not for a
 * person, so it takes no principal.
 * @throws {ProblemError} 503.
 */
export async function listBillingEvents(after: number): Promise<BillingEvent[]> {
  const call = { method: 'GET', path: `/v1/events?after=${after}` } as const;
  return (await callBilling(null, call, billingEventsSchema)).events;
}
