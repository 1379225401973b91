import type { Logger } from 'pino';
import { deleteExpiredIdempotencyRecords } from '@/lib/api/idempotency.repository';
import { closeApiKeyCache, openApiKeyCache } from '@/lib/auth/api-key/api-key-cache';
import { stopApiKeyUses } from '@/lib/auth/api-key/note-api-key-use';
import { closeDatabase } from '@/lib/db';
import { closeRateLimits } from '@/lib/http/rate-limit';
import { flushRequestLogs } from '@/lib/request-log/note-request';
import { pruneRequestLogs } from '@/lib/request-log/prune-request-logs';
import { startUsageWorker, type UsageWorker } from '@/lib/usage/usage-worker';
import { pruneDeliveries } from '@/lib/webhooks/delivery.repository';
import { startWebhookWorker, type WebhookWorker } from '@/lib/webhooks/webhook-worker';

const HOUSEKEEPING_MS = 3_600_000;

let timer: NodeJS.Timeout | undefined;
let webhooks: WebhookWorker | undefined;
let usage: UsageWorker | undefined;

/** Starts what a web process does beside answering: the revocation channel, webhooks, usage, housekeeping. */
export function startBackground(log: Logger): void {
  openApiKeyCache();
  webhooks = startWebhookWorker();
  usage = startUsageWorker();
  const keepHouse = () => {
    const tasks = [pruneRequestLogs(), deleteExpiredIdempotencyRecords(), pruneDeliveries()];
    Promise.all(tasks).catch((error: unknown) => {
      log.warn({ err: error }, 'housekeeping failed, tried again in an hour');
    });
  };
  keepHouse();
  timer = setInterval(keepHouse, HOUSEKEEPING_MS).unref();
}

/** Writes what waits, then ends every connection. Call it when no request is in flight. */
export async function stopBackground(): Promise<void> {
  clearInterval(timer);
  await Promise.all([webhooks?.stop(), usage?.stop()]);
  await stopApiKeyUses();
  await flushRequestLogs();
  await closeApiKeyCache();
  await closeRateLimits();
  await closeDatabase();
}
