import type { IncomingMessage, ServerResponse } from 'node:http';
import { readForm, sendJson } from '@/services/stand-ins/http';
import { isClient } from '../connection-provider';
import type { CodeRefusal, Grant } from '../grant-store';
import { findTeam, type SlackStandIn } from './slack-state';

/** With token rotation an access token lives half a day. */
const TOKEN_SECONDS = 43_200;

/** Slack's names of what can be wrong with a code. */
const CODE_ERRORS: Record<CodeRefusal, string> = {
  unknown: 'invalid_code',
  used: 'code_already_used',
  expired: 'invalid_code',
  redirect: 'bad_redirect_uri',
  verifier: 'invalid_code_verifier',
};

/**
 * `POST /api/oauth.v2.access`: a code, or a refresh token that works once, for a pair of tokens.
 * Refusals are `{ok: false, error}` with status 200, as everywhere at Slack.
 * @see https://docs.slack.dev/reference/methods/oauth.v2.access
 */
export async function answerAccess(
  standIn: SlackStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (error: string) => sendJson(response, 200, { ok: false, error });
  if (request.method !== 'POST') return refuse('invalid_arguments');
  if (!isClient(standIn, request)) return refuse('bad_client_secret');
  const form = await readForm(request);
  if (form.get('grant_type') === 'refresh_token') {
    const value = form.get('refresh_token') ?? '';
    const grant = standIn.grants.find('refresh', value);
    if (typeof grant === 'string') return refuse('invalid_refresh_token');
    if (standIn.failures.of(grant.account) === 'down') return sendJson(response, 503, {});
    standIn.grants.end(value);
    return sendTokens(standIn, response, grant);
  }
  const grant = standIn.grants.redeemCode(
    form.get('code') ?? '',
    form.get('redirect_uri') ?? '',
    form.get('code_verifier'),
  );
  if (typeof grant === 'string') return refuse(CODE_ERRORS[grant]);
  sendTokens(standIn, response, grant);
}

function sendTokens(
  { grants, client }: SlackStandIn,
  response: ServerResponse,
  grant: Grant,
): void {
  sendJson(response, 200, {
    ok: true,
    access_token: grants.issueToken(grant, {
      kind: 'access',
      prefix: 'xoxe.xoxb-1-',
      seconds: TOKEN_SECONDS,
    }),
    token_type: 'bot',
    expires_in: TOKEN_SECONDS,
    refresh_token: grants.issueToken(grant, { kind: 'refresh', prefix: 'xoxe-1-', seconds: null }),
    scope: grant.scope,
    bot_user_id: 'U0TOLLGATE',
    app_id: client.id,
    team: findTeam(grant.account),
    enterprise: null,
    authed_user: { id: `U0${grant.person.toUpperCase()}` },
    is_enterprise_install: false,
  });
}
