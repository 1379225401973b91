import { WebhookRefusal } from './verify-webhook';

/**
 * Which messages have been handled. A real receiver keeps this in its database and inserts the id in
 * the same transaction as what the message does: then a crash in between loses and doubles nothing.
 */
export type SeenMessages = {
  /**
   * Takes a message to handle; false where that was done before.
   * @throws {WebhookRefusal} `webhook-replayed` for the very request that came before.
   */
  claim: (id: string, timestamp: number) => boolean;
  /** Lets a message come again, because handling it failed. */
  forget: (id: string) => void;
};

/** A sender tries for a day; an id is remembered longer than that. */
const REMEMBER_SECONDS = 2 * 86_400;

/**
 * Two things carry an id that was handled before, and they differ. The sender's own retry has a
 * newer timestamp, signed anew: it did not get our answer, so it deserves a 2xx and no second
 * effect. The same timestamp is the same request once more: someone recorded it.
 */
export function createSeenMessages(): SeenMessages {
  const newest = new Map<string, number>();
  return {
    claim: (id, timestamp) => {
      const before = newest.get(id);
      if (before !== undefined && timestamp <= before) throw new WebhookRefusal('webhook-replayed');
      newest.delete(id);
      newest.set(id, timestamp);
      for (const [oldId, time] of newest) {
        if (time >= timestamp - REMEMBER_SECONDS) break;
        newest.delete(oldId);
      }
      return before === undefined;
    },
    forget: (id) => {
      newest.delete(id);
    },
  };
}
