import { createLog } from '@/lib/log';
import { toPublicId } from '@/lib/public-id';
import { recordAttempt } from './attempt.repository';
import type { ClaimedDelivery } from './delivery-queue.repository';
import { retryDelayMs } from './retry-schedule';
import { type AttemptResult, type SendOptions, sendWebhook } from './send-webhook';
import { openSecret, signWebhook } from './sign-webhook';

const GONE = 410;

/**
 * Makes one attempt of a claimed delivery and records it. Signed again each time: the timestamp is
 * that of the attempt, or a retry an hour later would be too old for its receiver.
 * @throws when `stop` is aborted before an answer came, or the database is out of reach: the
 * delivery stays claimed until its lease ends.
 */
export async function deliver(
  delivery: ClaimedDelivery,
  stop: AbortSignal,
  options?: SendOptions,
): Promise<void> {
  const startedAt = new Date();
  const begin = performance.now();
  const secrets = await openSecrets(delivery, startedAt);
  const result = secrets ? await send(delivery, secrets, startedAt, stop, options) : UNREADABLE;
  const durationMs = Math.round(performance.now() - begin);
  const again =
    result.status === GONE ? undefined : retryDelayMs(delivery.failures + 1, result.retryAfterMs);
  await recordAttempt(delivery, { ...result, startedAt, durationMs }, again);
}

function send(
  { messageId, payload: body, url }: ClaimedDelivery,
  secrets: string[],
  time: Date,
  stop: AbortSignal,
  options?: SendOptions,
): Promise<AttemptResult> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Tollgate-Webhooks/1',
    ...signWebhook(secrets, toPublicId('msg', messageId), time, body),
  };
  return sendWebhook({ url, headers, body }, stop, options);
}

/** A secret that does not decrypt, for one row's sake or for want of a key, signs nothing. */
const UNREADABLE: AttemptResult = {
  outcome: 'unreachable',
  status: null,
  address: null,
  detail: 'The signing secret could not be read. Roll it, or restore ENCRYPTION_KEYS.',
  response: null,
  retryAfterMs: 0,
};

async function openSecrets(delivery: ClaimedDelivery, now: Date): Promise<string[] | undefined> {
  const { endpointId, secret, previousSecret, previousSecretExpiresAt: until } = delivery;
  const overlap = previousSecret && until && until > now ? [previousSecret] : [];
  try {
    return await Promise.all([secret, ...overlap].map((sealed) => openSecret(endpointId, sealed)));
  } catch (error) {
    createLog('webhooks').error({ err: error, endpointId }, 'signing secret not readable');
    return undefined;
  }
}
