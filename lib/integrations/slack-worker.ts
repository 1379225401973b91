import { postMessage } from './post-message';
import { claimMessages, deleteOldMessages, recordOutcome } from './slack-queue.repository';

const MAX_AT_ONCE = 8;
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Posts what is due. Any number of processes may do so at the same time.
 * @returns how many messages were tried.
 */
export async function postDueMessages(): Promise<number> {
  let tried = 0;
  for (;;) {
    const claimed = await claimMessages(MAX_AT_ONCE);
    if (claimed.length === 0) return tried;
    await Promise.all(
      claimed.map(async (message) => recordOutcome(message, await postMessage(message))),
    );
    tried += claimed.length;
  }
}

/** Forgets messages that were done a month ago. */
export async function pruneMessages(now = new Date()): Promise<void> {
  await deleteOldMessages(new Date(now.getTime() - KEPT_MS));
}
