import { describeApiKeyCache } from '@/lib/auth/api-key/api-key-cache';
import { describeAccessTokenCache } from '@/lib/auth/oauth/authorization-server/access-token-cache';
import { databaseNow } from '@/lib/database-clock.repository';
import { databaseQueueLength } from '@/lib/database-load.repository';
import { addGauge, addLabelled } from '@/lib/metrics';
import { readUsageBacklog } from '@/lib/usage/usage-outbox.repository';
import { readWebhookBacklog } from '@/lib/webhooks/delivery.repository';
import type { ConcurrencyLimiter } from './concurrency';

/** What of the web process is worth an alarm or a curve. Each is read when someone asks. */
export function addWebMetrics(limiter: ConcurrencyLimiter): void {
  addLabelled(
    'gauge',
    'tollgate_http_requests_in_flight',
    'Requests being worked on.',
    'part',
    () => limiter.inFlight(),
  );
  addLabelled(
    'counter',
    'tollgate_http_requests_refused_total',
    'Requests refused because there was no room.',
    'part',
    () => limiter.refused(),
  );
  addLabelled(
    'counter',
    'tollgate_api_key_lookups_total',
    'Where a presented key was found.',
    'source',
    () => Object.entries(describeApiKeyCache().lookups),
  );
  addGauge(
    'tollgate_api_key_cache_trusted',
    '1 while notifications sent from another connection reach the cache.',
    () => (describeApiKeyCache().trusted ? 1 : 0),
  );
  addGauge(
    'tollgate_api_key_cache_entries',
    'Keys in the cache.',
    () => describeApiKeyCache().entries,
  );
  addLabelled(
    'counter',
    'tollgate_access_token_lookups_total',
    'Where a presented access token was found.',
    'source',
    () => Object.entries(describeAccessTokenCache().lookups),
  );
  addGauge(
    'tollgate_database_queue_length',
    'Statements that wait for a connection.',
    databaseQueueLength,
  );
  addGauge(
    'tollgate_outbox_unfolded_notes',
    'Notes of accepted events that are in no total yet.',
    async () => (await readUsageBacklog()).unfolded,
  );
  addGauge(
    'tollgate_outbox_unsent_totals',
    'Totals that billing does not know yet.',
    async () => (await readUsageBacklog()).unsent,
  );
  addGauge('tollgate_outbox_oldest_seconds', 'How long the oldest of them waits.', async () =>
    secondsSince((await readUsageBacklog()).waitingSince),
  );
  addGauge(
    'tollgate_webhook_backlog',
    'Webhook messages that are due and not delivered.',
    async () => (await readWebhookBacklog()).due,
  );
  addGauge('tollgate_webhook_oldest_seconds', 'How long the oldest of them is due.', async () =>
    secondsSince((await readWebhookBacklog()).dueSince),
  );
}

/** By the clock that wrote the time: an alarm must not depend on this process's own. */
async function secondsSince(time: Date | null): Promise<number> {
  if (!time) return 0;
  return Math.max(0, ((await databaseNow()).getTime() - time.getTime()) / 1000);
}
