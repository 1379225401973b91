import { findConnection } from '@/lib/auth/oauth/connections/connection.repository';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { postMessage } from './post-message';
import { describeSlackError } from './slack-error';
import { insertClaimedMessage, type MessageOutcome, recordOutcome } from './slack-queue.repository';

const TEXT =
  'This is a test message from Tollgate. Invoices are announced here when they are issued.';

/**
 * Posts a test message now, once.
 * @returns null where it was posted, else why not, in words.
 * @throws {ProblemError} 403 for a member, 404 where Slack is not connected.
 */
export async function sendTestMessage(principal: Principal): Promise<string | null> {
  requireOwner(principal);
  const { workspaceId, mode } = principal;
  const connection = await findConnection({ workspaceId, mode, provider: 'slack' });
  if (!connection) throw problem('not-found');
  if (connection.status === 'reconnect') return describeSlackError('reconnect');
  if (!connection.channel) return describeSlackError('no_channel');
  const message = await insertClaimedMessage(connection.id, connection.channel, TEXT);
  const outcome = finalOutcome(await postMessage(message));
  await recordOutcome(message, outcome);
  return outcome.kind === 'failed' ? describeSlackError(outcome.error) : null;
}

/** Somebody waits for the answer; a test that comes through an hour later helps nobody. */
function finalOutcome(outcome: MessageOutcome): MessageOutcome {
  return outcome.kind === 'later' ? { kind: 'failed', error: outcome.error } : outcome;
}
