import process from 'node:process';
import * as oauth from 'openid-client';
import { loadClientId } from './client-id';
import { readTokens, removeTokens, type StoredTokens, writeTokens } from './token-store';

const SCOPE = 'usage:read events:read';
const RENEW_BEFORE_MS = 30_000;
const NOT_LOGGED_IN = 'Nobody is logged in. Run login first.';

type Me = {
  user: { name: string };
  workspace: { name: string };
  mode: string;
  scopes: string[];
};

const tollgate = () => process.env.TOLLGATE_URL || `http://localhost:${process.env.PORT || 3000}`;

/**
 * Logs a person in whose browser may be on another machine: shows a code, waits until it was entered
 * and allowed there, and keeps the tokens.
 * @throws {Error} one sentence, where it was declined or the code was not entered in time.
 * @see RFC 8628
 */
export async function logIn(say: (line: string) => void = console.log): Promise<void> {
  const config = await discover(await loadClientId());
  const device = await oauth.initiateDeviceAuthorization(config, { scope: SCOPE });
  say(`Open ${device.verification_uri} and enter this code: ${device.user_code}`);
  const signal = AbortSignal.timeout(device.expires_in * 1000);
  const tokens = await oauth
    .pollDeviceAuthorizationGrant(config, device, undefined, { signal })
    .catch(explainRefusal);
  const earlier = await readTokens(tollgate());
  await keep(config, tokens);
  // The login before is not left behind, alive and forgotten.
  if (earlier) await oauth.tokenRevocation(config, earlier.refreshToken).catch(() => {});
  const me = await get<Me>('/api/v1/me');
  say(`Logged in as ${me.user.name} of ${me.workspace.name}, ${me.mode} data.`);
  say(`It may: ${me.scopes.join(' ')}`);
}

/** Ends what the login allowed, at Tollgate and here. Here also where Tollgate can't be reached. */
export async function logOut(say: (line: string) => void = console.log): Promise<void> {
  const stored = await readTokens(tollgate());
  if (!stored) throw new Error(NOT_LOGGED_IN);
  await removeTokens();
  try {
    const config = await discover(stored.clientId);
    await oauth.tokenRevocation(config, stored.refreshToken);
  } catch (cause) {
    throw new Error(
      'The tokens are deleted here, but Tollgate did not answer. End it in Settings, Connected apps.',
      { cause },
    );
  }
  say('Logged out. The tokens work no more.');
}

/** What the tokens are for. */
export async function showUsage(say: (line: string) => void = console.log): Promise<void> {
  const { total } = await get<{ total: number }>('/api/v1/usage?meter=api_calls');
  say(`api_calls in 30 days: ${total}`);
}

async function get<Answer>(path: string): Promise<Answer> {
  const stored = await readTokens(tollgate());
  if (!stored) throw new Error(NOT_LOGGED_IN);
  const { accessToken } = await renewInTime(stored);
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(new URL(path, tollgate()), { headers });
  if (response.status === 401) {
    await removeTokens();
    throw new Error('Tollgate no longer takes the tokens: the login was ended. Run login again.');
  }
  const body: unknown = await response.json();
  if (!response.ok) throw new Error((body as { detail: string }).detail);
  return body as Answer;
}

async function renewInTime(stored: StoredTokens): Promise<StoredTokens> {
  if (stored.expiresAt - Date.now() > RENEW_BEFORE_MS) return stored;
  const config = await discover(stored.clientId);
  return oauth.refreshTokenGrant(config, stored.refreshToken).then(
    (tokens) => keep(config, tokens),
    async (error: unknown) => {
      if (!(error instanceof oauth.ResponseBodyError)) throw error;
      await removeTokens();
      throw new Error('The login has ended. Run login again.', { cause: error });
    },
  );
}

async function keep(
  config: oauth.Configuration,
  tokens: oauth.TokenEndpointResponse,
): Promise<StoredTokens> {
  const stored = {
    tollgate: tollgate(),
    clientId: config.clientMetadata().client_id,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? '',
    expiresAt: Date.now() + (tokens.expires_in ?? 0) * 1000,
  };
  await writeTokens(stored);
  return stored;
}

async function discover(clientId: string): Promise<oauth.Configuration> {
  const server = new URL('/oauth', tollgate());
  // Plain http is for one's own machine only; anywhere else the library insists on https.
  const execute = server.hostname === 'localhost' ? [oauth.allowInsecureRequests] : [];
  return oauth
    .discovery(server, clientId, undefined, oauth.None(), { algorithm: 'oauth2', execute })
    .catch((cause: unknown) => {
      throw new Error(`No Tollgate answers at ${tollgate()}. Set TOLLGATE_URL.`, { cause });
    });
}

function explainRefusal(error: unknown): never {
  const code = error instanceof oauth.ResponseBodyError ? error.error : undefined;
  if (code === 'access_denied') throw new Error('It was declined in the browser.');
  if (code === 'expired_token')
    throw new Error('Nobody entered the code in time. Run login again.');
  throw error;
}
