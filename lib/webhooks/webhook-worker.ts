import { createLog } from '@/lib/log';
import { deliver } from './deliver';
import {
  type ClaimedDelivery,
  claimDeliveries,
  fanOutEvents,
  probeQueue,
  releaseDelivery,
} from './delivery-queue.repository';
import type { SendOptions } from './send-webhook';

const POLL_MS = 500;
const FAILED_POLL_MS = 2_000;
const MAX_IN_FLIGHT = 32;

/** What is under way has this long to end before it is given back. */
const STOP_GRACE_MS = 3_000;

export type WebhookWorker = { stop: () => Promise<void> };

/**
 * Starts sending. Any number of workers may run on one database, in one process or in many.
 * `stop` claims nothing more, waits for what is under way, gives back what does not end in time, and
 * resolves when nothing is left.
 */
export function startWebhookWorker(options?: SendOptions): WebhookWorker {
  const log = createLog('webhooks');
  const abort = new AbortController();
  const under = new Set<Promise<void>>();
  let stopping = false;
  let wake = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const attempt = async (delivery: ClaimedDelivery) => {
    try {
      await deliver(delivery, abort.signal, options);
    } catch (error) {
      if (!abort.signal.aborted) log.error({ err: error, delivery: delivery.id }, 'attempt failed');
      else await releaseDelivery(delivery).catch(() => {});
    }
  };

  const step = async (): Promise<boolean> => {
    const { outbox, due } = await probeQueue();
    if (outbox) await fanOutEvents();
    const free = MAX_IN_FLIGHT - under.size;
    const claimed = (outbox || due) && free > 0 ? await claimDeliveries(free) : [];
    for (const delivery of claimed) {
      const task = attempt(delivery).finally(() => {
        under.delete(task);
        wake();
      });
      under.add(task);
    }
    return claimed.length > 0;
  };

  const run = async () => {
    while (!stopping) {
      const busy = await step().catch(async (error) => {
        log.warn({ err: error }, 'the queue is out of reach');
        await pause(FAILED_POLL_MS);
        return false;
      });
      if (!busy && !stopping) await pause(POLL_MS);
    }
  };

  const running = run();
  return {
    stop: async () => {
      stopping = true;
      wake();
      await running;
      const late = setTimeout(() => abort.abort(), STOP_GRACE_MS);
      await Promise.all(under);
      clearTimeout(late);
    },
  };
}
