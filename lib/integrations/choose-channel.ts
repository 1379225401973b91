import { requireOwner } from '@/lib/auth/authorize';
import { findConnection, updateChannel } from '@/lib/auth/oauth/connections/connection.repository';
import type { Principal } from '@/lib/auth/principal';
import { problem } from '@/lib/http/problem';
import { toPublicId } from '@/lib/public-id';
import { postMessage } from './post-message';
import { describeSlackError } from './provider-errors';
import {
  insertClaimedMessage,
  type MessageOutcome,
  recordOutcome,
  wakeMessages,
} from './slack-queue.repository';

/** A name as Slack allows them, or the id of a channel: public `C…`, private `G…`. */
const NAME = /^#?([\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u;
const ID = /^[CG][A-Z0-9]{7,20}$/;

/**
 * Chooses where invoices are announced. An empty text announces them nowhere. A direct message can't
 * be chosen.
 * @returns what was chosen, in its one notation.
 * @throws {ProblemError} 422 for what is no channel, 403 for a member, 404 where Slack is not connected.
 */
export async function chooseChannel(principal: Principal, text: string): Promise<string | null> {
  requireOwner(principal);
  const channel = parseChannel(text.trim());
  const { workspaceId, mode, userId } = principal;
  const place = { workspaceId, mode, provider: 'slack' } as const;
  const changed = await updateChannel(place, channel, (id) => ({
    actor: toPublicId('usr', userId),
    action: 'connection.channel-chosen',
    object: toPublicId('con', id),
    detail: { provider: 'slack', channel },
  }));
  if (!changed) throw problem('not-found');
  const connection = await findConnection(place);
  if (connection) await wakeMessages(connection.id);
  return channel;
}

function parseChannel(text: string): string | null {
  if (text === '') return null;
  if (ID.test(text)) return text;
  const [, name] = NAME.exec(text) ?? [];
  if (name) return `#${name}`;
  const detail =
    'A channel is #name in small letters, or the id that Slack shows under its details.';
  throw problem('validation-failed', { errors: [{ pointer: '/channel', detail }] });
}

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

/** Someone waits for the answer; a test that comes through an hour later helps no one. */
function finalOutcome(outcome: MessageOutcome): MessageOutcome {
  return outcome.kind === 'later' ? { kind: 'failed', error: outcome.error } : outcome;
}
