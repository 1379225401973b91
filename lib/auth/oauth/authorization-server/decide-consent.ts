import { scopesOfRole } from '@/lib/auth/authorize';
import type { Mode, Role } from '@/lib/auth/principal';
import { isScope } from '@/lib/auth/scope';
import { problem } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import {
  type ConsentRequest,
  findInteraction,
  MAX_DEVICE_CHARACTERS,
  readConsentRequest,
  type RequestingApp,
} from './consent-request';
import { GRANT_SECONDS } from './create-provider';
import { acrOf } from './fresh-proof';
import { insertGrant, type NewGrant } from './grant.repository';
import { saveMetadataApp } from './metadata-client.repository';

export type ConsentDecision = {
  allow: boolean;
  /** The scopes that stayed ticked. What was not asked for is ignored. */
  scopes: readonly string[];
  workspaceId: string;
  mode: Mode;
  /** What the person calls this connection. */
  device?: string;
};

type Decider = {
  userId: string;
  workspaces: { id: string; role: Role }[];
  /** When they last proved who they are; missing counts as long ago. */
  provedAt?: Date;
};

/**
 * Stores what a person decided and gives the address to send their browser to.
 *
 * Attack: a forged form adds scopes, or decides without the page having been shown. The scopes are
 * those of the stored request, and the request must be of this browser.
 *
 * @throws {ProblemError} 403 `consent-required` where this browser has no such request, or the person
 * signed in too long ago for it.
 * @throws {ProblemError} 404 where the person does not belong to the workspace.
 */
export async function decideConsent(
  person: Decider,
  uid: string,
  cookie: string | undefined,
  decision: ConsentDecision,
): Promise<string> {
  const interaction = await findInteraction(uid, cookie);
  const request = await readConsentRequest(uid, cookie);
  if (!interaction || !request) throw problem('consent-required');
  const proof = person.provedAt ?? null;
  // Attack: an app asks for a fresh sign-in, and a session left open in a browser answers for it.
  if (decision.allow && request.provedSince && !(proof && proof >= request.provedSince)) {
    throw problem('consent-required', { detail: 'The app asks you to sign in again first.' });
  }
  if (decision.allow) {
    const grant = describeDecision(person, request, decision, await rowOf(request.app));
    await insertGrant(grant);
    interaction.result = {
      login: {
        accountId: toPublicId('usr', person.userId),
        remember: false,
        acr: acrOf(proof, new Date()),
        ...(proof ? { ts: Math.floor(proof.getTime() / 1000) } : {}),
      },
      consent: { grantId: grant.id },
    };
  } else {
    interaction.result = {
      error: 'access_denied',
      error_description: 'The person declined.',
    };
  }
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
  return interaction.returnTo;
}

/** A client that publishes its own metadata gets a row when the first person allows it something. */
async function rowOf({ id, clientId, name, redirectUris }: RequestingApp): Promise<string> {
  return id ?? saveMetadataApp({ metadataUrl: clientId, name, redirectUris });
}

function describeDecision(
  person: Decider,
  request: ConsentRequest,
  decision: ConsentDecision,
  appId: string,
): NewGrant {
  const membership = person.workspaces.find(({ id }) => id === decision.workspaceId);
  if (!membership) throw problem('not-found');
  const allowedToRole = scopesOfRole(membership.role);
  const granted: string[] = [];
  const declined: string[] = [];
  for (const { scope, required } of request.scopes) {
    const wanted = required || decision.scopes.includes(scope);
    const allowed = !isScope(scope) || allowedToRole.has(scope);
    (wanted && allowed ? granted : declined).push(scope);
  }
  return {
    id: newId(),
    appId,
    userId: person.userId,
    workspaceId: membership.id,
    mode: decision.mode,
    scopes: granted,
    declinedScopes: declined,
    audiences: request.audiences,
    device: decision.device?.trim().slice(0, MAX_DEVICE_CHARACTERS) || request.device,
    authenticatedAt: person.provedAt ?? null,
    expiresAt: new Date(Date.now() + GRANT_SECONDS * 1000),
  };
}
