import * as oauth from 'openid-client';
import type { Registration } from './registration';

/** What the app asks for. The second it can do without: people may untick it. */
const SCOPE = 'usage:read events:read';

/** A token is renewed this long before it ends, so that it does not end on its way. */
const RENEW_BEFORE_MS = 30_000;

/** What the app holds for a person. On a real server: encrypted, in the database. */
export type Connection = {
  accessToken: string;
  refreshToken: string;
  scopes: string[];
  expiresAt: number;
  /** The refresh that is under way, so that two requests at once need one. */
  renewing?: Promise<void>;
};

/** What must be remembered between sending a browser away and seeing it come back. */
export type Attempt = { state: string; verifier: string };

/** The person took the permission back, or it ended. Only asking again helps. */
export class DisconnectedError extends Error {
  override name = 'DisconnectedError';
}

/** The API refused something other than the token. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

export type TollgateClient = {
  begin: () => Promise<{ url: URL; attempt: Attempt }>;
  finish: (callback: URL, attempt: Attempt) => Promise<Connection>;
  renew: (connection: Connection) => Promise<void>;
  revoke: (connection: Connection) => Promise<void>;
  get: <Answer>(connection: Connection, path: string) => Promise<Answer>;
};

/**
 * Tollgate as a third party sees it. All addresses come from its metadata (RFC 8414).
 * @throws {Error} where nothing answers at `tollgate`.
 */
export async function createTollgateClient(
  tollgate: string,
  { client_id, client_secret }: Registration,
  redirectUri: string,
): Promise<TollgateClient> {
  const server = new URL('/oauth', tollgate);
  // Plain http is for one's own machine only; anywhere else the library insists on https.
  const execute = server.hostname === 'localhost' ? [oauth.allowInsecureRequests] : [];
  const config = await oauth
    .discovery(server, client_id, undefined, oauth.ClientSecretBasic(client_secret), {
      algorithm: 'oauth2',
      execute,
    })
    .catch((cause: unknown) => {
      throw new Error(`No Tollgate answers at ${tollgate}. Set TOLLGATE_URL.`, { cause });
    });

  async function renew(connection: Connection): Promise<void> {
    connection.renewing ??= oauth
      .refreshTokenGrant(config, connection.refreshToken)
      .then((tokens) => void Object.assign(connection, toConnection(tokens)))
      .catch((error: unknown) => {
        // `invalid_grant`: revoked, ended, or used by someone else. Trying again changes nothing.
        const ended = error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant';
        throw ended ? new DisconnectedError('The permission has ended.') : error;
      })
      .finally(() => {
        connection.renewing = undefined;
      });
    return connection.renewing;
  }

  return {
    async begin() {
      const attempt = { state: oauth.randomState(), verifier: oauth.randomPKCECodeVerifier() };
      const url = oauth.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state: attempt.state,
        code_challenge: await oauth.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      });
      return { url, attempt };
    },
    async finish(callback, { state, verifier }) {
      const checks = { expectedState: state, pkceCodeVerifier: verifier };
      return toConnection(await oauth.authorizationCodeGrant(config, callback, checks));
    },
    renew,
    async revoke({ refreshToken }) {
      await oauth.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
    },
    async get<Answer>(connection: Connection, path: string): Promise<Answer> {
      if (connection.expiresAt - Date.now() < RENEW_BEFORE_MS) await renew(connection);
      const url = new URL(path, tollgate);
      const headers = { authorization: `Bearer ${connection.accessToken}` };
      const response = await fetch(url, { headers });
      const body: unknown = await response.json();
      if (response.ok) return body as Answer;
      if (response.status === 401) throw new DisconnectedError('Tollgate refused the token.');
      throw new RefusedError((body as { detail: string }).detail);
    },
  };
}

function toConnection(tokens: oauth.TokenEndpointResponse): Connection {
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? '',
    scopes: (tokens.scope ?? SCOPE).split(' '),
    expiresAt: Date.now() + (tokens.expires_in ?? 0) * 1000,
  };
}
