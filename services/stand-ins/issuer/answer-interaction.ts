import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Interaction } from 'oidc-provider';
import { escapeHtml } from '@/lib/escape-html';
import { readForm } from '../http';
import { sendPage } from '../page';
import { DEMO_PEOPLE, findPerson, type Person } from '../person';

export type InteractionSettings = {
  provider: Provider;
  issuerName: string;
  requests: readonly string[];
  subjectOf: (person: Person) => string;
};

/**
 * The login page and its answer: signing in and agreeing are one step here. The library ties the
 * page to the browser that began the flow by a signed cookie.
 */
export async function answerInteraction(
  settings: InteractionSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { provider } = settings;
  const interaction = await provider.interactionDetails(request, response);
  const redirectOrigin = new URL(String(interaction.params.redirect_uri)).origin;
  const show = (error?: string) =>
    sendPage(response, {
      title: `Sign in at ${settings.issuerName}`,
      status: error ? 422 : 200,
      content: renderLoginForm({
        clientName: 'Tollgate',
        requests: settings.requests,
        action: `/interaction/${interaction.uid}`,
        error,
      }),
      redirectOrigin,
      narrow: true,
    });
  if (request.method !== 'POST') return show();

  const form = await readForm(request);
  if (form.has('cancel')) {
    return provider.interactionFinished(request, response, {
      error: 'access_denied',
      error_description: 'The person cancelled.',
    });
  }
  const person = findPerson(form.get('login') ?? '');
  if (!person) return show('A name has 1 to 39 letters, digits or hyphens.');
  const accountId = settings.subjectOf(person);
  const grant = new provider.Grant({ accountId, clientId: String(interaction.params.client_id) });
  grant.addOIDCScope(String(interaction.params.scope));
  const grantId = await grant.save();
  await forgetPreviousLogin(provider, interaction);
  await provider.interactionFinished(request, response, {
    login: { accountId, remember: false },
    consent: { grantId },
  });
}

/**
 * Ends the session of the person who signed in here before. The library would otherwise ask, with a page
 * that needs JavaScript, whether to sign the other person out.
 */
async function forgetPreviousLogin(provider: Provider, interaction: Interaction): Promise<void> {
  if (!interaction.session) return;
  const session = await provider.Session.findByUid(interaction.session.uid);
  await session?.destroy();
  interaction.session = undefined;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
}

type LoginForm = {
  clientName: string;
  /** What the client asks for, in words. */
  requests: readonly string[];
  action: string;
  error?: string | undefined;
};

/** The one page of an issuer: who are you, and can the application have this? */
function renderLoginForm(page: LoginForm): string {
  const people = DEMO_PEOPLE.map(
    (person) => `<button name="login" value="${person.login}">${escapeHtml(person.name)}</button>`,
  ).join('\n');
  return `<p>${escapeHtml(page.clientName)} asks for:</p>
<ul>${page.requests.map((request) => `<li>${escapeHtml(request)}</li>`).join('')}</ul>
${page.error ? `<p class="error" role="alert">${escapeHtml(page.error)}</p>` : ''}
<form method="post" action="${escapeHtml(page.action)}">
<fieldset>
<legend>Allow it and continue as</legend>
${people}
</fieldset>
</form>
<form method="post" action="${escapeHtml(page.action)}">
<label for="login">or as someone new</label>
<div class="row">
<input id="login" name="login" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="39" pattern="[A-Za-z0-9]([A-Za-z0-9\\-]*[A-Za-z0-9])?" title="Letters, digits and hyphens" placeholder="linus">
<button>Continue</button>
</div>
</form>
<form method="post" action="${escapeHtml(page.action)}">
<p></p>
<button name="cancel" value="1">Cancel</button>
</form>`;
}
