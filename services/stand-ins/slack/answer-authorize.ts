import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '@/lib/escape-html';
import { readForm } from '@/services/stand-ins/http';
import { DEMO_PEOPLE, findPerson } from '@/services/stand-ins/person';
import { callbackUrl, isOwnPost, sendRedirect } from '../connection-provider';
import { sendPage } from '../page';
import { channelsOf, findTeam, FIRST_CHANNEL, join, type SlackStandIn, TEAMS } from './slack-state';

const COOKIE = 'slack_workspace';

/** What a scope lets an app do, in Slack's words. */
const SCOPE_TEXTS: Record<string, string> = { 'chat:write': 'Send messages as @tollgate' };

/**
 * `GET /oauth/v2/authorize`: which workspace, and may the app? `POST` is the answer.
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
export async function answerAuthorize(
  standIn: SlackStandIn,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const posted = request.method === 'POST';
  if (posted && !isOwnPost(standIn, request))
    return refuse(response, 'The form came from elsewhere.');
  const parameters = posted
    ? await readForm(request)
    : new URL(request.url ?? '/', standIn.origin).searchParams;
  // None of these may send the browser anywhere: the address itself is not to be believed.
  if (parameters.get('client_id') !== standIn.client.id)
    return refuse(response, 'invalid_client_id');
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri !== standIn.client.redirectUri) {
    return refuse(response, 'redirect_uri did not match any configured URIs.');
  }
  const scopes = (parameters.get('scope') ?? '').split(',');
  if (!scopes.every((scope) => standIn.client.scope.split(',').includes(scope))) {
    return refuse(response, `invalid_scope: this app may ask for ${standIn.client.scope} only.`);
  }
  const state = parameters.get('state') ?? '';
  if (!posted) {
    const remembered = /(?:^|; )slack_workspace=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    return sendPage(response, {
      title: 'Tollgate asks to join a workspace',
      content: renderQuestion(parameters, scopes, remembered),
      redirectOrigin: new URL(redirectUri).origin,
    });
  }

  const team = findTeam(parameters.get('team') ?? '');
  if (!team) return refuse(response, 'There is no such workspace.');
  const person = findPerson(parameters.get('login') ?? '');
  if (parameters.has('cancel') || !person) {
    const denied = { error: 'access_denied', state };
    return sendRedirect(response, callbackUrl(standIn, team.id, denied));
  }
  const code = standIn.grants.issueCode({
    redirectUri,
    challenge: null,
    grant: { account: team.id, person: person.login, scope: scopes.join(','), offline: true },
  });
  const first = channelsOf(team).find(({ name }) => name === FIRST_CHANNEL);
  if (first) join(standIn.state, team, first);
  standIn.save();
  response.setHeader('set-cookie', `${COOKIE}=${team.id}; Path=/; HttpOnly; SameSite=Lax`);
  sendRedirect(response, callbackUrl(standIn, team.id, { code, state }));
}

function renderQuestion(
  parameters: URLSearchParams,
  scopes: readonly string[],
  remembered: string | undefined,
): string {
  const hidden = ['client_id', 'redirect_uri', 'scope', 'state'].map(
    (name) =>
      `<input type="hidden" name="${name}" value="${escapeHtml(parameters.get(name) ?? '')}">`,
  );
  const chosen = remembered ?? TEAMS[0]?.id;
  const teams = TEAMS.map(
    ({ id, name }) =>
      `<label class="choice"><input type="radio" name="team" value="${id}"${id === chosen ? ' checked' : ''}> ${escapeHtml(name)}</label>`,
  );
  const people = DEMO_PEOPLE.map(
    ({ login, name }) =>
      `<button name="login" value="${login}">Allow as ${escapeHtml(name)}</button>`,
  );
  const rights = scopes.map((scope) => `<li>${escapeHtml(SCOPE_TEXTS[scope] ?? scope)}</li>`);
  return `<p>Tollgate will be able to:</p>
<ul>${rights.join('')}</ul>
<p>It will not be able to read messages, channels or people.</p>
<form method="post" action="/oauth/v2/authorize">
${hidden.join('\n')}
<fieldset><legend>Workspace</legend>${teams.join('\n')}</fieldset>
<fieldset><legend>Who are you?</legend>${people.join('\n')}</fieldset>
<button name="cancel" value="1">Cancel</button>
</form>`;
}

function refuse(response: ServerResponse, reason: string): void {
  const content = `<p class="error" role="alert">${escapeHtml(reason)}</p>`;
  sendPage(response, { title: 'Slack refuses this request', content, status: 400 });
}
