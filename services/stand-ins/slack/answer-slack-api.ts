import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson } from '@/services/stand-ins/http';
import { bearerOf } from '../connection-provider';
import type { Grant } from '../grant-store';
import { answerAccess } from './answer-access';
import { findChannel, findTeam, hasJoined, type SlackStandIn } from './slack-state';

/** What else Slack can do, and the scope that it would need. The app never has it. */
const FORBIDDEN: Record<string, string> = {
  'conversations.history': 'channels:history',
  'conversations.list': 'channels:read',
  'conversations.replies': 'channels:history',
  'im.history': 'im:history',
  'files.list': 'files:read',
  'users.list': 'users:read',
};

const MAX_TEXT = 40_000;
const RETRY_AFTER_SECONDS = 1;

const messageSchema = z.object({
  channel: z.string(),
  text: z.string().default(''),
  client_msg_id: z.uuid().optional(),
});

type Answer = { [name: string]: unknown };
const no = (error: string, more: Answer = {}): Answer => ({ ok: false, error, ...more });

/** `/api/<method>`: what the app may do with its token, and nothing else. */
export async function answerSlackApi(
  standIn: SlackStandIn,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method === 'oauth.v2.access') return answerAccess(standIn, request, response);
  const token = bearerOf(request);
  const grant = standIn.grants.find('access', token);
  if (typeof grant === 'string') {
    const errors = { unknown: 'invalid_auth', expired: 'token_expired', revoked: 'token_revoked' };
    return sendJson(response, 200, no(token ? errors[grant] : 'not_authed'));
  }
  const failure = standIn.failures.of(grant.account);
  if (failure === 'down') return sendJson(response, 503, {});
  if (failure === 'rate-limited') {
    response.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
    return sendJson(response, 429, no('ratelimited'));
  }
  sendJson(response, 200, await callMethod(standIn, method, grant, request));
}

async function callMethod(
  standIn: SlackStandIn,
  method: string,
  grant: Grant,
  request: IncomingMessage,
): Promise<Answer> {
  const needed = FORBIDDEN[method];
  if (needed) return no('missing_scope', { needed, provided: grant.scope });
  if (method === 'auth.test') {
    const team = findTeam(grant.account);
    return {
      ok: true,
      team: team?.name,
      team_id: team?.id,
      user: 'tollgate',
      bot_id: 'B0TOLLGATE',
    };
  }
  if (method === 'auth.revoke') {
    standIn.grants.revoke(grant.id);
    return { ok: true, revoked: true };
  }
  if (method !== 'chat.postMessage') return no('unknown_method');
  if (!grant.scope.split(',').includes('chat:write')) {
    return no('missing_scope', { needed: 'chat:write', provided: grant.scope });
  }
  return postMessage(standIn, grant, await readBody(request));
}

function postMessage(standIn: SlackStandIn, grant: Grant, body: string): Answer {
  const parsed = messageSchema.safeParse(parseJson(body));
  if (!parsed.success) return no('invalid_arguments');
  const { channel: wanted, text, client_msg_id: clientMessageId = null } = parsed.data;
  const team = findTeam(grant.account);
  const channel = team && findChannel(team, wanted);
  // A private channel is hidden from anyone who is not in it.
  if (!team || !channel) return no('channel_not_found');
  if (!hasJoined(standIn.state, team, channel)) {
    return no(channel.private ? 'channel_not_found' : 'not_in_channel');
  }
  if (!text.trim()) return no('no_text');
  if (text.length > MAX_TEXT) return no('msg_too_long');
  const { messages } = standIn.state;
  const known = messages.find(
    (message) => clientMessageId !== null && message.clientMessageId === clientMessageId,
  );
  if (known) return { ok: true, channel: known.channel, ts: known.ts };
  const ts = `${(Date.now() / 1000).toFixed(3)}${String(messages.length % 1000).padStart(3, '0')}`;
  messages.push({ team: team.id, channel: channel.id, ts, text, clientMessageId });
  standIn.save();
  return { ok: true, channel: channel.id, ts };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
