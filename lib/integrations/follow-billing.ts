import { listBillingEvents } from '../billing/client';
import type { BillingEvent } from '../billing/wire';
import { readFeedPosition, takeEvents } from './billing-feed.repository';

/** Reads the feed from a position on. Tests put in a feed of their own. */
export type ReadFeed = (after: number) => Promise<BillingEvent[]>;

/**
 * Takes what happened in billing since the last time and tells the webhooks of it, each event once.
 * @returns how many events there were; 0 also where another process took them.
 * @throws {ProblemError} 503 while billing is out of reach; nothing is missed.
 */
export async function followBilling(read: ReadFeed = listBillingEvents): Promise<number> {
  const from = await readFeedPosition();
  const events = await read(from);
  return (await takeEvents(from, events)) ? events.length : 0;
}
