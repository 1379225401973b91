import { readConsentRequest } from '@/lib/auth/oauth/authorization-server/consent-request';
import { decideConsent } from '@/lib/auth/oauth/authorization-server/decide-consent';
import {
  LOGOUT_PARAMETERS,
  readLogoutRequest,
} from '@/lib/auth/oauth/authorization-server/logout-request';
import { askLogout, sayLoggedOut, sendOn } from '@/lib/auth/oauth/authorization-server/pages';
import { CONSENT_COOKIE } from '@/lib/auth/oauth/authorization-server/resource';
import { escapeHtml } from '@/lib/escape-html';
import { problem } from '@/lib/http/problem';
import { PLAIN_PAGE_POLICY, plainPage } from '@/lib/plain-page';
import { getEnv } from '../host';
import type { SignedIn } from './people';

/** Asks the person what the app may do. */
export async function showConsent(
  person: SignedIn,
  uid: string,
  request: Request,
): Promise<Response> {
  const userAgent = request.headers.get('user-agent');
  const asked = await readConsentRequest(uid, consentCookie(request), userAgent);
  if (!asked) throw problem('consent-required');
  const { app, scopes, device, redirectHost } = asked;
  const boxes = scopes.map(
    ({ scope, text, required }) =>
      `<p><label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked${required ? ' disabled' : ''}> ${escapeHtml(text)}</label></p>`,
  );
  return page(
    `Connect ${app.name}?`,
    `<p>Registered by ${escapeHtml(app.ownerName ?? '')}. ${redirectHost ? `It answers at <code>${escapeHtml(redirectHost)}</code>.` : ''} You are ${escapeHtml(person.name)}.</p>
<form method="post" action="/oauth/consent/${escapeHtml(uid)}/decide">
${boxes.join('\n')}
<input type="hidden" name="workspace" value="${escapeHtml(person.workspaceId)}">
<input type="hidden" name="device" value="${escapeHtml(device)}">
<button name="decision" value="allow">Connect</button>
<button name="decision" value="deny" class="plain">Cancel</button>
</form>`,
  );
}

/** Takes that page's form. */
export async function takeConsent(
  person: SignedIn,
  uid: string,
  request: Request,
): Promise<Response> {
  requireOwnOrigin(request);
  const form = await request.formData();
  const { userId, workspaceId, role, signedInAt: provedAt } = person;
  const decider = { userId, workspaces: [{ id: workspaceId, role }], provedAt };
  const returnTo = await decideConsent(decider, uid, consentCookie(request), {
    allow: form.get('decision') === 'allow',
    scopes: form.getAll('scope').map(String),
    workspaceId: String(form.get('workspace') ?? ''),
    mode: 'test',
    device: String(form.get('device') ?? ''),
  });
  return sendOn(returnTo);
}

/** Where an app sends a browser to be signed out here, too. The person is asked. */
export async function answerLogout(person: SignedIn, request: Request): Promise<Response> {
  const isPost = request.method === 'POST';
  const from = isPost
    ? new URLSearchParams(await request.text())
    : new URL(request.url).searchParams;
  const query = new URLSearchParams(
    [...from].filter(([name]) => LOGOUT_PARAMETERS.some((known) => known === name)),
  );
  const { appName, returnTo } = await readLogoutRequest(query);
  if (!isPost || !from.has('decision')) return askLogout(person.name, appName, query);
  requireOwnOrigin(request);
  // Here you would end the person's session if `decision` is `out`.
  return returnTo ? sendOn(returnTo) : sayLoggedOut();
}

/** Attack: a page of another origin submits the form for the person who looks at it. */
function requireOwnOrigin(request: Request): void {
  if (request.headers.get('origin') === new URL(getEnv().APP_URL).origin) return;
  throw problem('forbidden', { detail: 'The form was sent from another site.' });
}

function consentCookie(request: Request): string | undefined {
  const cookies = request.headers.get('cookie')?.split(/; ?/) ?? [];
  const found = cookies.find((cookie) => cookie.startsWith(`${CONSENT_COOKIE}=`));
  return found?.slice(CONSENT_COOKIE.length + 1);
}

function page(title: string, body: string): Response {
  return new Response(plainPage(title, body), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PLAIN_PAGE_POLICY,
    },
  });
}
