import {
  ProviderRefusedError,
  ProviderUnreachableError,
  ReconnectNeededError,
} from '@/lib/auth/oauth/connections/provider-call';
import { callSlack } from '@/lib/auth/oauth/connections/slack-api';
import { withConnection } from '@/lib/auth/oauth/connections/with-connection';
import { databaseNow } from '@/lib/database-clock.repository';
import { createLog } from '@/lib/log';
import { retryDelayMs } from '@/lib/webhooks/retry-schedule';
import {
  type ClaimedMessage,
  claimMessages,
  deleteOldMessages,
  type MessageOutcome,
  recordOutcome,
} from './slack-queue.repository';

const MIN_PAUSE_MS = 1_000;

/**
 * Tries a message once. Its id goes along as `client_msg_id`: where an answer was lost and the message
 * comes again, Slack gives the first one's answer and posts nothing again.
 *
 * What a person can put right, such as a channel that the app was not invited to, is tried again, too.
 */
export async function postMessage(message: ClaimedMessage): Promise<MessageOutcome> {
  const { id, connectionId, channel, text } = message;
  if (!channel) return { kind: 'failed', error: 'no_channel' };
  const body = { channel, text, client_msg_id: id, unfurl_links: false };
  try {
    await withConnection(connectionId, (token) => callSlack(token, 'chat.postMessage', body));
    return { kind: 'posted' };
  } catch (error) {
    return toOutcome(message, error);
  }
}

function toOutcome({ id, failures }: ClaimedMessage, error: unknown): MessageOutcome {
  // No one claims it before someone has connected again.
  if (error instanceof ReconnectNeededError) {
    return { kind: 'later', error: 'reconnect', pauseMs: 0, counts: false };
  }
  if (error instanceof ProviderRefusedError && error.code === 'ratelimited') {
    const pauseMs = Math.max(error.retryAfterMs, MIN_PAUSE_MS);
    return { kind: 'later', error: error.code, pauseMs, counts: false };
  }
  const code = errorCode(error);
  createLog('slack').warn({ message: id, code }, 'not posted');
  const pauseMs = retryDelayMs(failures + 1);
  if (pauseMs === undefined) return { kind: 'failed', error: code };
  return { kind: 'later', error: code, pauseMs, counts: true };
}

function errorCode(error: unknown): string {
  if (error instanceof ProviderRefusedError) return error.code;
  return error instanceof ProviderUnreachableError ? 'unreachable' : 'unreadable';
}

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
export async function pruneMessages(now?: Date): Promise<void> {
  await deleteOldMessages(new Date((now ?? (await databaseNow())).getTime() - KEPT_MS));
}
