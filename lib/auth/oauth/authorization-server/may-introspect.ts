import type { Configuration } from 'oidc-provider';
import { toAppId } from './app-credentials';
import { findApp } from './find-app.repository';
import { findLiveGrant } from './grant.repository';

type Policy = NonNullable<
  NonNullable<NonNullable<Configuration['features']>['introspection']>['allowedPolicy']
>;

/**
 * Who may look at a token: the app that it was given to, if that can prove who it is, and a resource
 * server of the workspace that the token acts for.
 *
 * Attack: any registered client that finds a token could ask whose it is.
 * @see RFC 7662 section 4
 */
export const mayIntrospect: Policy = async (_ctx, client, token) => {
  if (client.clientAuthMethod === 'none') return false;
  if (token.clientId === client.clientId) return true;
  const appId = toAppId(client.clientId);
  const server = appId ? await findApp(appId) : null;
  if (!server?.resourceServer || !('grantId' in token) || !token.grantId) return false;
  const grant = await findLiveGrant(String(token.grantId));
  return grant?.workspaceId === server.workspaceId;
};
