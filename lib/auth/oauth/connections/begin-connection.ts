import * as client from 'openid-client';
import { requireOwner } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { encryptText } from '@/lib/encryption';
import { problem } from '@/lib/http/problem';
import { insertAttempt } from './connection-attempt.repository';
import { type ConnectionProvider, connectionRegistration } from './connection-provider';
import { providerClient } from './provider-client';

/** What the verifier of an attempt is encrypted for. */
export function verifierContext(state: string): string {
  return `connection-attempt:${state}`;
}

/**
 * Begins to connect a provider to the principal's workspace and mode.
 * @returns the address at the provider that the browser goes to.
 * @throws {ProblemError} 403 for a member; 409 where the provider is not set up here.
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3
 */
export async function beginConnection(
  principal: Principal,
  provider: ConnectionProvider,
): Promise<string> {
  requireOwner(principal);
  const registration = connectionRegistration(provider);
  if (!registration) {
    throw problem('conflict', {
      detail: 'The operator of this site has not set this provider up.',
    });
  }
  const state = client.randomState();
  const verifier = registration.pkce ? client.randomPKCECodeVerifier() : null;
  await insertAttempt(state, {
    sessionId: principal.credentialId,
    workspaceId: principal.workspaceId,
    mode: principal.mode,
    provider,
    codeVerifier: verifier && (await encryptText(verifier, verifierContext(state))),
  });
  const url = client.buildAuthorizationUrl(providerClient(registration), {
    redirect_uri: registration.redirectUri,
    scope: registration.scope,
    state,
    ...registration.parameters,
    ...(verifier
      ? {
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }
      : {}),
  });
  return url.toString();
}
