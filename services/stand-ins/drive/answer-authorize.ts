import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import { readForm } from '@/services/stand-ins/http';
import { DEMO_PEOPLE, findPerson } from '@/services/stand-ins/person';
import { callbackUrl, isOwnPost, sendRedirect } from '../connection-provider';
import { sendPage } from '../page';
import type { DriveStandIn } from './drive-state';

const KEPT = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'access_type',
];
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * `GET /o/oauth2/v2/auth`: who are you, and may the application? `POST` is the answer.
 * @see https://developers.google.com/identity/protocols/oauth2/web-server
 */
export async function answerAuthorize(
  standIn: DriveStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const posted = request.method === 'POST';
  if (posted && !isOwnPost(standIn, request))
    return refuse(response, 'The form came from elsewhere.');
  const parameters = posted
    ? await readForm(request)
    : new URL(request.url ?? '/', standIn.origin).searchParams;
  const { client, origin } = standIn;
  // Neither of these may send the browser anywhere: the address itself is not to be believed.
  if (parameters.get('client_id') !== client.id) return refuse(response, 'invalid_client');
  if (parameters.get('redirect_uri') !== client.redirectUri) {
    return refuse(response, 'redirect_uri_mismatch');
  }
  const state = parameters.get('state') ?? '';
  const person = findPerson(parameters.get('login') ?? '');
  const goBack = (answer: Record<string, string>) =>
    sendRedirect(
      response,
      callbackUrl(standIn, person?.login ?? '', { ...answer, state, iss: origin }),
    );
  const fault = findFault(standIn, parameters);
  if (fault) return goBack(fault);
  if (!posted) {
    return sendPage(response, {
      title: 'Tollgate asks for access to your Google account',
      content: renderQuestion(parameters),
      redirectOrigin: new URL(client.redirectUri).origin,
    });
  }
  if (parameters.has('cancel') || !person) return goBack({ error: 'access_denied' });
  const code = standIn.grants.issueCode({
    redirectUri: client.redirectUri,
    challenge: parameters.get('code_challenge'),
    grant: {
      account: person.login,
      person: person.login,
      scope: client.scope,
      offline: parameters.get('access_type') === 'offline',
    },
  });
  goBack({ code, scope: client.scope });
}

/** Only the code flow, only the one scope, only S256. @see RFC 7636 section 4.4.1 */
function findFault(
  { client, requirePkce }: DriveStandIn,
  parameters: URLSearchParams,
): { error: string; error_description: string } | undefined {
  if (parameters.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', error_description: 'Only code.' };
  }
  if (parameters.get('scope') !== client.scope) {
    return { error: 'invalid_scope', error_description: `Only ${client.scope}.` };
  }
  const strong =
    parameters.get('code_challenge_method') === 'S256' &&
    CHALLENGE.test(parameters.get('code_challenge') ?? '');
  if (requirePkce && !strong) {
    return { error: 'invalid_request', error_description: 'PKCE with S256 is required.' };
  }
  return undefined;
}

function renderQuestion(parameters: URLSearchParams): string {
  const hidden = KEPT.filter((name) => parameters.has(name)).map(
    (name) =>
      `<input type="hidden" name="${name}" value="${escapeHtml(parameters.get(name) ?? '')}">`,
  );
  const people = DEMO_PEOPLE.map(
    ({ login, name, email }) =>
      `<button name="login" value="${login}">Allow as ${escapeHtml(name)}, ${email}</button>`,
  );
  return `<p>Tollgate will be able to:</p>
<ul><li>See, edit, create and delete only the files in your Drive that you use with it</li></ul>
<form method="post" action="/o/oauth2/v2/auth">
${hidden.join('\n')}
<fieldset><legend>Who are you?</legend>${people.join('\n')}</fieldset>
<button name="cancel" value="1">Cancel</button>
</form>`;
}

function refuse(response: ServerResponse, reason: string): void {
  const content = `<p class="error" role="alert">${escapeHtml(reason)}</p>`;
  sendPage(response, { title: 'Google refuses this request', content, status: 400 });
}
