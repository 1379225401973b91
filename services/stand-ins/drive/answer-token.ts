import type { IncomingMessage, ServerResponse } from 'node:http';
import { readForm, sendJson } from '@/services/stand-ins/http';
import { isClient } from '../connection-provider';
import type { Grant } from '../grant-store';
import type { DriveStandIn } from './drive-state';

const TOKEN_SECONDS = 3_599;

/**
 * `POST /token`. A refresh token is handed out only where `access_type=offline` asked for one, and
 * stays the same when it is used, as at Google.
 * @see RFC 6749 sections 4.1.3 and 6
 */
export async function answerToken(
  standIn: DriveStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number, error: string, description: string) =>
    sendJson(response, status, { error, error_description: description });
  if (request.method !== 'POST') return refuse(405, 'invalid_request', 'Only POST.');
  if (!isClient(standIn, request)) {
    response.setHeader('www-authenticate', 'Basic');
    return refuse(401, 'invalid_client', 'Unauthorized');
  }
  const form = await readForm(request);
  const type = form.get('grant_type');
  if (type === 'refresh_token') {
    const grant = standIn.grants.find('refresh', form.get('refresh_token') ?? '');
    if (typeof grant === 'string') {
      return refuse(400, 'invalid_grant', 'Token has been expired or revoked.');
    }
    if (standIn.failures.of(grant.account) === 'down') return sendJson(response, 503, {});
    return sendTokens(standIn, response, grant, false);
  }
  if (type !== 'authorization_code') {
    return refuse(400, 'unsupported_grant_type', 'Invalid grant_type');
  }
  const grant = standIn.grants.redeemCode(
    form.get('code') ?? '',
    form.get('redirect_uri') ?? '',
    form.get('code_verifier'),
  );
  if (typeof grant === 'string')
    return refuse(400, 'invalid_grant', `The code is refused: ${grant}.`);
  sendTokens(standIn, response, grant, grant.offline);
}

function sendTokens(
  { grants }: DriveStandIn,
  response: ServerResponse,
  grant: Grant,
  refreshable: boolean,
): void {
  sendJson(response, 200, {
    access_token: grants.issueToken(grant, {
      kind: 'access',
      prefix: 'ya29.',
      seconds: TOKEN_SECONDS,
    }),
    expires_in: TOKEN_SECONDS,
    scope: grant.scope,
    token_type: 'Bearer',
    ...(refreshable
      ? {
          refresh_token: grants.issueToken(grant, {
            kind: 'refresh',
            prefix: '1//',
            seconds: null,
          }),
        }
      : {}),
  });
}

/** `POST /revoke`: either token ends the whole grant. @see RFC 7009 section 2.1 */
export async function answerRevoke(
  standIn: DriveStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = request.method === 'POST' ? ((await readForm(request)).get('token') ?? '') : '';
  const found = [standIn.grants.find('refresh', token), standIn.grants.find('access', token)];
  const grant = found.find((one) => typeof one !== 'string');
  if (typeof grant !== 'object') return sendJson(response, 400, { error: 'invalid_token' });
  if (standIn.failures.of(grant.account) === 'down') return sendJson(response, 503, {});
  standIn.grants.revoke(grant.id);
  sendJson(response, 200, {});
}
