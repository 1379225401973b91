import { z } from 'zod';
import type Provider from 'oidc-provider';
import { describeDevice } from '../session/describe-device';
import { findArtefact } from './artefact.repository';
import { toAppId } from './app-credentials';
import { isLoopbackUri } from './redirect-uri';
import { findAppWithOwner } from './find-app.repository';
import { metadataHostOf } from './metadata-client';
import { findMetadataApp, findNamesakes } from './metadata-client.repository';
import { type Audience, audienceOf } from './resource';
import { authorizationServer } from './authorization-server';
import { describeScope } from './identity-scope';
import { proofWanted } from './fresh-proof';

type Interaction = InstanceType<Provider['Interaction']>;

/** What an app asks a person for, as stored when it asked. */
export type ConsentRequest = {
  uid: string;
  app: RequestingApp;
  /** What the tokens are for. */
  audiences: Audience[];
  /** Where the answer goes; null for a device. */
  redirectHost: string | null;
  scopes: { scope: string; text: string; required: boolean }[];
  /** What this connection is called unless the person chooses another name. */
  device: string;
  /** The sign-in must not be older than this; null where any will do. */
  provedSince: Date | null;
};

export type RequestingApp = {
  /** The row of an app that is registered here; null for a client that publishes its own metadata. */
  id: string | null;
  clientId: string;
  name: string;
  redirectUris: string[];
  /** The workspace that registered it; null for a client that publishes its own metadata. */
  ownerName: string | null;
  /** Where such a client's metadata is: the only thing about it that cannot be made up. */
  host: string | null;
  /** Its answers go to a program on the person's own machine, which could be any. */
  loopbackOnly: boolean;
  /** Who else has an app whose name looks the same: hosts and names of workspaces. */
  namesakes: string[];
};

export const MAX_DEVICE_CHARACTERS = 60;
const MAX_NAMESAKES = 3;

/**
 * The request behind a consent page.
 *
 * Attack: anyone who learns the page's address could decide in another browser. The cookie that was set
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
  const app = interaction && (await describeApp(String(interaction.params.client_id)));
  if (!interaction || !app) return null;
  const { scope, redirect_uri: redirectUri, resource } = interaction.params;
  const asked = typeof scope === 'string' && scope !== '' ? scope.split(' ') : app.scopes;
  return {
    uid,
    app: app.shown,
    audiences: [resource].flat().flatMap((one) => audienceOf(one) ?? []),
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

/** Who asks, with the scopes that a registered app has. */
async function describeApp(
  clientId: string,
): Promise<{ shown: RequestingApp; scopes: string[]; requiredScopes: string[] } | undefined> {
  const host = metadataHostOf(clientId);
  if (host) return describeMetadataClient(clientId, host);
  const id = toAppId(clientId);
  const app = id ? await findAppWithOwner(id) : null;
  if (!app) return undefined;
  const { name, redirectUris, scopes, requiredScopes } = app;
  const namesakes = await nameNamesakes(name, app);
  const loopbackOnly = app.public && redirectUris.length > 0 && redirectUris.every(isLoopbackUri);
  const owner = { id: app.id, ownerName: app.workspaceName, host: null };
  const shown = { ...owner, clientId, name, redirectUris, loopbackOnly, namesakes };
  return { shown, scopes, requiredScopes };
}

async function describeMetadataClient(clientId: string, host: string) {
  const { Client } = await authorizationServer();
  const client = await Client.find(clientId).catch(() => undefined);
  if (!client) return undefined;
  const { clientName: name = '' } = client;
  const redirectUris = [...(client.redirectUris ?? [])];
  const known = await findMetadataApp(clientId);
  const namesakes = await nameNamesakes(name, { ...(known ? { id: known.id } : {}), host });
  const loopbackOnly = redirectUris.every(isLoopbackUri);
  const owner = { id: null, ownerName: null, host };
  const shown = { ...owner, clientId, name, redirectUris, loopbackOnly, namesakes };
  return { shown, scopes: [], requiredScopes: [] };
}

/** Attack: an app takes the name of one that the person knows. */
async function nameNamesakes(
  name: string,
  own: Parameters<typeof findNamesakes>[1],
): Promise<string[]> {
  const found = await findNamesakes(name, own);
  const owners = found.map(
    ({ workspaceName, metadataUrl }) => workspaceName ?? metadataHostOf(metadataUrl ?? '') ?? '',
  );
  return [...new Set(owners)].slice(0, MAX_NAMESAKES);
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
