import type { Logger } from 'pino';
import { deleteExpiredIdempotencyRecords } from '@/lib/api/idempotency.repository';
import { closeApiKeyCache, openApiKeyCache } from '@/lib/auth/api-key/api-key-cache';
import { accessTokenListener } from '@/lib/auth/oauth/authorization-server/access-token-cache';
import { announceExpiringKeys } from '@/lib/auth/api-key/expiring-key.repository';
import { stopApiKeyUses } from '@/lib/auth/api-key/record-key-use';
import { followBilling } from '@/lib/integrations/follow-billing';
import { checkCompanyMembers } from '@/lib/auth/oauth/company/check-company-members';
import { checkConnections } from '@/lib/auth/oauth/connections/check-connection';
import { pruneAttempts } from '@/lib/auth/oauth/connections/connection-attempt.repository';
import { pruneArtefacts } from '@/lib/auth/oauth/authorization-server/artefact.repository';
import { pruneSeenProofs } from '@/lib/auth/proof-of-possession/seen-proof.repository';
import { closeDatabase } from '@/lib/db';
import { closeRateLimits } from '@/lib/http/rate-limit';
import { postDueMessages, pruneMessages } from '@/lib/integrations/post-message';
import { type RepeatedTask, repeatTask } from '@/lib/repeat-task';
import { flushRequestLogs } from '@/lib/request-log/log-request';
import { pruneRequestLogs } from '@/lib/request-log/list-request-logs';
import { pruneRecordings } from '@/lib/trace/recording.repository';
import { closeTracer } from '@/lib/trace/tracer';
import { startEventRetention } from '@/lib/usage/retain-events';
import { startUsageWorker } from '@/lib/usage/send-usage';
import { pruneDeliveries } from '@/lib/webhooks/delivery.repository';
import { forgetRemovedEndpoints } from '@/lib/webhooks/delete-endpoint';
import { startWebhookWorker } from '@/lib/webhooks/webhook-worker';

const HOUSEKEEPING_MS = 3_600_000;
const FOLLOW_BILLING_MS = 2_000;
const EXPIRING_KEYS_MS = 60_000;
const REMOVED_ENDPOINTS_MS = 60_000;
const POST_MESSAGES_MS = 1_000;
const CHECK_CONNECTIONS_MS = 30_000;
const CHECK_COMPANY_MEMBERS_MS = 30_000;

let timer: NodeJS.Timeout | undefined;
let workers: RepeatedTask[] = [];

/** Starts what a web process does beside answering. */
export function startBackground(log: Logger): void {
  openApiKeyCache(accessTokenListener);
  workers = [
    startWebhookWorker(),
    startUsageWorker(),
    startEventRetention(),
    repeatTask(log, 'follow billing', FOLLOW_BILLING_MS, () => followBilling()),
    repeatTask(log, 'post to Slack', POST_MESSAGES_MS, () => postDueMessages()),
    repeatTask(log, 'check connections', CHECK_CONNECTIONS_MS, () => checkConnections()),
    repeatTask(log, 'check company members', CHECK_COMPANY_MEMBERS_MS, () => checkCompanyMembers()),
    repeatTask(log, 'announce expiring keys', EXPIRING_KEYS_MS, () => announceExpiringKeys()),
    repeatTask(log, 'forget removed webhooks', REMOVED_ENDPOINTS_MS, () =>
      forgetRemovedEndpoints(),
    ),
  ];
  const keepHouse = () => {
    const tasks = [
      pruneRequestLogs(),
      deleteExpiredIdempotencyRecords(),
      pruneDeliveries(),
      pruneArtefacts(),
      pruneSeenProofs(),
      pruneAttempts(),
      pruneMessages(),
      pruneRecordings(),
    ];
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
  await Promise.all(workers.map((worker) => worker.stop()));
  await stopApiKeyUses();
  await flushRequestLogs();
  await closeApiKeyCache();
  await closeRateLimits();
  await closeDatabase();
  await closeTracer();
}
