import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Interaction } from 'oidc-provider';
import { renderLoginPage } from './login-page';
import { findPerson, type Person } from './person';
import { readForm } from './read-form';
import { sendHtml } from './send';

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
    sendHtml(
      response,
      error ? 422 : 200,
      renderLoginPage({
        issuerName: settings.issuerName,
        clientName: 'Tollgate',
        requests: settings.requests,
        action: `/interaction/${interaction.uid}`,
        error,
      }),
      redirectOrigin,
    );
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
 * Ends the session of whoever signed in here before. The library would otherwise ask, with a page
 * that needs JavaScript, whether to sign the other person out.
 */
async function forgetPreviousLogin(provider: Provider, interaction: Interaction): Promise<void> {
  if (!interaction.session) return;
  const session = await provider.Session.findByUid(interaction.session.uid);
  await session?.destroy();
  interaction.session = undefined;
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
}
