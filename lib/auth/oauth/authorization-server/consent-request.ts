import type Provider from 'oidc-provider';
import { isScope, type Scope } from '@/lib/auth/scope';
import { findAppWithOwner } from './find-app.repository';
import { toAppId } from './app-credentials';
import { authorizationServer } from './authorization-server';

type Interaction = InstanceType<Provider['Interaction']>;

/** What an app asks a person for, as stored when it asked. */
export type ConsentRequest = {
  uid: string;
  app: { id: string; name: string; ownerName: string };
  /** Where the answer goes; null for a device. */
  redirectHost: string | null;
  scopes: { scope: Scope; required: boolean }[];
};

/**
 * The request behind a consent page.
 *
 * Attack: whoever learns the page's address could decide in another browser. The cookie that was set
 * with the request goes to this one path and must name it.
 *
 * @param cookie the value of the consent cookie that the browser sent along.
 * @returns null where there is none, it has ended, or this browser did not begin it.
 */
export async function readConsentRequest(
  uid: string,
  cookie: string | undefined,
): Promise<ConsentRequest | null> {
  const interaction = await findInteraction(uid, cookie);
  const clientId = String(interaction?.params.client_id ?? '');
  const appId = toAppId(clientId);
  const app = appId ? await findAppWithOwner(appId) : null;
  if (!interaction || !app) return null;
  const { scope, redirect_uri: redirectUri } = interaction.params;
  const asked = typeof scope === 'string' && scope !== '' ? scope.split(' ') : app.scopes;
  return {
    uid,
    app: { id: app.id, name: app.name, ownerName: app.workspaceName },
    redirectHost: typeof redirectUri === 'string' ? new URL(redirectUri).host : null,
    scopes: asked.filter(isScope).map((name) => ({
      scope: name,
      required: app.requiredScopes.includes(name),
    })),
  };
}

/** The library's own record of the request, for this browser. */
export async function findInteraction(
  uid: string,
  cookie: string | undefined,
): Promise<Interaction | undefined> {
  if (cookie !== uid) return undefined;
  return authorizationServer().Interaction.find(uid);
}
