import { compactVerify, createLocalJWKSet } from 'jose';
import { z } from 'zod';
import { problem } from '@/lib/http/problem';
import { toAppId } from './app-credentials';
import { findApp } from './find-app.repository';
import { oauthIssuer } from './resource';
import { loadSigningKeys, SIGNING_ALGORITHM } from './signing-key';

/** What an app asks for when it sends a browser to be signed out. */
export type LogoutRequest = {
  appName: string | null;
  /** A registered address of that app, with its state; null to stay here. */
  returnTo: string | null;
};

export const LOGOUT_PARAMETERS = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
] as const;

const claimsSchema = z.object({ iss: z.string(), aud: z.string() });

/**
 * Reads a request to sign out. It decides nothing: the person is asked.
 *
 * Attack: an open redirect. The browser goes back only to an address that the app registered for
 * this, character by character.
 * @throws {ProblemError} 400 `malformed-request`.
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export async function readLogoutRequest(query: URLSearchParams): Promise<LogoutRequest> {
  const hint = query.get('id_token_hint');
  const named = query.get('client_id');
  const hinted = hint === null ? null : await readHint(hint);
  if (hinted !== null && named !== null && hinted !== named) {
    throw malformed('client_id is not the audience of id_token_hint.');
  }
  const clientId = hinted ?? named;
  const appId = clientId === null ? undefined : toAppId(clientId);
  const app = appId ? await findApp(appId) : null;
  if (clientId !== null && !app) throw malformed('There is no such app.');
  const wanted = query.get('post_logout_redirect_uri');
  if (wanted === null) return { appName: app?.name ?? null, returnTo: null };
  if (!app?.postLogoutRedirectUris.includes(wanted)) {
    throw malformed('post_logout_redirect_uri is not registered for this app.');
  }
  const returnTo = new URL(wanted);
  const state = query.get('state');
  if (state !== null) returnTo.searchParams.set('state', state);
  return { appName: app.name, returnTo: returnTo.href };
}

/** The app that an ID token of ours was made for. One that has expired will do. */
async function readHint(token: string): Promise<string> {
  const keys = (await loadSigningKeys()).map(({ kty, n, e, kid, alg }) => ({
    kty,
    n,
    e,
    kid,
    alg,
  }));
  try {
    const { payload } = await compactVerify(token, createLocalJWKSet({ keys }), {
      algorithms: [SIGNING_ALGORITHM],
    });
    const { iss, aud } = claimsSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    if (iss === oauthIssuer()) return aud;
  } catch {
    // Not ours, or of a key that is gone: the person is told the same.
  }
  throw malformed('id_token_hint is not an ID token of this server.');
}

function malformed(detail: string) {
  return problem('malformed-request', { detail });
}
