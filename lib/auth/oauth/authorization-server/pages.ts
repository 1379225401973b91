import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { escapeHtml } from '@/lib/escape-html';
import { plainPage, PLAIN_PAGE_POLICY } from '@/lib/plain-page';
import { toResponse } from '@/lib/http/fetch-message';
import { type ProblemError, problemAnswer } from '@/lib/http/problem';
import { PROBLEMS } from '@/lib/http/problem-catalog';

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>;

/** What the library calls the ways in which entering a code can fail. */
const CODE_FAILURES: Record<string, string> = {
  ExpiredError: 'This code has expired. Start again on the device.',
  AlreadyUsedError: 'This code was used already. Start again on the device.',
};

/** @see RFC 8628 */
export const DEVICE_FLOW: DeviceFlow = {
  enabled: true,
  charset: 'base-20',
  mask: '****-****',
  deviceInfo: (ctx) => {
    // The device is told at once, not after a person has typed the code in.
    if (!ctx.oidc.params?.scope) throw new errors.InvalidScope('scope is missing', '');
    return { ua: ctx.get('user-agent') };
  },
  userCodeInputSource: async (ctx, form, _out, error) => {
    if (error?.name === 'AbortedError') return showDeviceCancelled(ctx);
    showCodeInput(ctx, form, error && describeFailure(error));
  },
  userCodeConfirmSource: async (ctx, form, client, _device, userCode) =>
    showCodeConfirmation(ctx, form, client.clientName ?? client.clientId, userCode),
  successSource: async (ctx) => showDeviceConnected(ctx),
};

function describeFailure(error: Error): string {
  if (error instanceof errors.OIDCProviderError && error.error_description) {
    return `The app's request was refused: ${error.error_description}`;
  }
  return CODE_FAILURES[error.name] ?? 'This code is wrong or has expired.';
}

/** Our policy runs no inline handler, so the one of the library's input would only be reported. */
const withoutHandler = (form: string) => form.replace(/ onfocus="[^"]*"/, '');

/** Asks for the code that a device shows. `form` is the library's, with its token against forgery. */
function showCodeInput(ctx: KoaContextWithOIDC, form: string, failure?: string): void {
  ctx.body = plainPage(
    'Connect a device',
    `<p>Enter the code that it shows.</p>
${failure ? `<p role="alert"><strong>${escapeHtml(failure)}</strong></p>` : ''}
${withoutHandler(form)}
<button type="submit" form="op.deviceInputForm">Continue</button>`,
  );
}

/**
 * Attack: someone sends the victim a link with the code of the attacker's device. The page says
 * what is about to happen and wants the code compared, before the consent page asks again.
 * @see RFC 8628 section 5.4
 */
function showCodeConfirmation(
  ctx: KoaContextWithOIDC,
  form: string,
  clientName: string,
  userCode: string,
): void {
  ctx.body = plainPage(
    'Is this the code?',
    `<p><strong>${escapeHtml(clientName)}</strong> wants to be connected and shows this code:</p>
<p><code class="device">${escapeHtml(userCode)}</code></p>
<p>Continue only if you started this yourself and the device shows the same code.</p>
${form}
<button type="submit" form="op.deviceConfirmForm">Yes, continue</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes" class="plain">No, cancel</button>`,
  );
}

function showDeviceConnected(ctx: KoaContextWithOIDC): void {
  ctx.body = plainPage('Connected', '<p>You can close this page and go back to your device.</p>');
}

function showDeviceCancelled(ctx: KoaContextWithOIDC): void {
  ctx.body = plainPage(
    'Cancelled',
    '<p>The device was not connected. It has been told. You can close this page.</p>',
  );
}

/**
 * A refusal as what asked for it can read: a page that says what happened and how to go on for a
 * person, problem+json for a program. The status is the same.
 */
export function refusalPage(error: ProblemError, request: Request, requestId: string): Response {
  const json = toResponse(problemAnswer(error, requestId), requestId);
  if (!request.headers.get('accept')?.includes('text/html')) return json;
  const { title, remedy } = PROBLEMS[error.slug];
  const body = `<p>${escapeHtml(error.options.detail ?? remedy)}</p>
<p>Nothing was allowed, and nothing was sent to the app. Go back to the app and connect it again.</p>
<p>Reason: <code>${escapeHtml(error.slug)}</code>, request ${escapeHtml(requestId)}.</p>
<p><a href="/dashboard">To Tollgate</a></p>`;
  return new Response(plainPage(title, body), {
    status: json.status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PLAIN_PAGE_POLICY,
    },
  });
}

/** The page of a request that is refused without sending the browser back to the app. */
export function describeRefusal(error: string, description?: string): string {
  return plainPage(
    'This request was refused',
    `<p>${escapeHtml(description ?? 'The app sent a request that we do not answer.')}</p>
<p>Reason: <strong>${escapeHtml(error)}</strong>. Nothing was sent back to the app.</p>
<p>Go back to the app and start again. If you see this page again, tell the developers of the app.</p>`,
  );
}

/** Asks whether to sign out here as well. `query` is the app's request, which the answer repeats. */
export function askLogout(name: string, appName: string | null, query: URLSearchParams): Response {
  const fields = [...query].map(
    ([field, value]) =>
      `<input type="hidden" name="${escapeHtml(field)}" value="${escapeHtml(value)}">`,
  );
  return page(
    'Sign out of Tollgate, too?',
    `<p>${appName ? `<strong>${escapeHtml(appName)}</strong> has signed you out.` : ''} You are signed in here as ${escapeHtml(name)}.</p>
<form method="post" action="/oauth/logout">${fields.join('')}
<button type="submit" name="decision" value="out">Sign out</button>
<button type="submit" name="decision" value="stay" class="plain">Stay signed in</button>
</form>`,
  );
}

export function sayLoggedOut(): Response {
  return page('Done', '<p><a href="/">To Tollgate</a></p>');
}

/**
 * Goes on by `Refresh`, not by a redirect: what follows a form by redirect is still the form's
 * target in Chromium, and our policy lets forms end here only. The app's address, and wherever the
 * app leads on from there, are no one's to list.
 * @see docs/decisions/0090-content-security-policy.md
 */
export function sendOn(returnTo: string): Response {
  const html = `<!doctype html><title>One moment</title><a href="${escapeHtml(returnTo)}">Go on</a>`;
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      refresh: `0; url=${returnTo}`,
    },
  });
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
