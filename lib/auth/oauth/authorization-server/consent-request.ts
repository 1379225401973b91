import { z } from 'zod';
import type Provider from 'oidc-provider';
import { describeDevice } from '../session/describe-device';
import { findArtefact } from './artefact.repository';
import { findAppWithOwner } from './find-app.repository';
import { toAppId } from './app-credentials';
import { authorizationServer } from './authorization-server';
import { describeScope } from './identity-scope';
import { proofWanted } from './fresh-proof';

type Interaction = InstanceType<Provider['Interaction']>;

/** What an app asks a person for, as stored when it asked. */
export type ConsentRequest = {
  uid: string;
  app: { id: string; name: string; ownerName: string };
  /** Where the answer goes; null for a device. */
  redirectHost: string | null;
  scopes: { scope: string; text: string; required: boolean }[];
  /** What this connection is called unless the person chooses another name. */
  device: string;
  /** The sign-in must not be older than this; null where any will do. */
  provedSince: Date | null;
};

export const MAX_DEVICE_CHARACTERS = 60;

/**
 * The request behind a consent page.
 *
 * Attack: whoever learns the page's address could decide in another browser. The cookie that was set
 * with the request goes to this one path and must name it.
 *
 * @param cookie the value of the consent cookie that the browser sent along.
 * @param userAgent of that browser, to name the connection where the app does not.
 * @returns null where there is none, it has ended, or this browser did not begin it.
 */
export async function readConsentRequest(
  uid: string,
  cookie: string | undefined,
  userAgent: string | null = null,
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
    scopes: asked.flatMap((name) => {
      const text = describeScope(name);
      const required = name === 'openid' || app.requiredScopes.includes(name);
      return text ? [{ scope: name, text, required }] : [];
    }),
    device: await nameDevice(interaction, userAgent),
    provedSince: proofWanted(interaction.params, new Date(interaction.iat * 1000)),
  };
}

/** A name that the app gave (`device_name`), else what its device or the browser says of itself. */
async function nameDevice(interaction: Interaction, userAgent: string | null): Promise<string> {
  const { device_name: named } = interaction.params;
  if (typeof named === 'string' && named.trim())
    return named.trim().slice(0, MAX_DEVICE_CHARACTERS);
  if (!interaction.deviceCode) return describeDevice(userAgent);
  const code = await findArtefact('DeviceCode', { id: interaction.deviceCode });
  const info = z.object({ ua: z.string() }).safeParse(code?.payload.deviceInfo);
  const product = /^[\w.-]+/.exec(info.data?.ua ?? '')?.[0];
  return product ?? 'Device';
}

/** The library's own record of the request, for this browser. */
export async function findInteraction(
  uid: string,
  cookie: string | undefined,
): Promise<Interaction | undefined> {
  if (cookie !== uid) return undefined;
  const { Interaction } = await authorizationServer();
  return Interaction.find(uid);
}
