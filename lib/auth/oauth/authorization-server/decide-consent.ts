import { scopesOfRole } from '@/lib/auth/authorize';
import type { Mode, Role } from '@/lib/auth/principal';
import type { Scope } from '@/lib/auth/scope';
import { problem } from '@/lib/http/problem';
import { newId } from '@/lib/public-id';
import { type ConsentRequest, findInteraction, readConsentRequest } from './consent-request';
import { GRANT_SECONDS } from './create-provider';
import { type NewGrant, replaceGrant } from './grant.repository';

export type ConsentDecision = {
  allow: boolean;
  /** The scopes that stayed ticked. What was not asked for is ignored. */
  scopes: readonly string[];
  workspaceId: string;
  mode: Mode;
};

type Decider = { userId: string; workspaces: { id: string; role: Role }[] };

/**
 * Stores what a person decided and gives the address to send their browser to.
 *
 * Attack: a forged form adds scopes, or decides without the page having been shown. The scopes are
 * those of the stored request, and the request must be of this browser.
 *
 * @throws {ProblemError} 403 `consent-required` where this browser has no such request.
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
  if (decision.allow) {
    const grant = describeDecision(person, request, decision);
    await replaceGrant(grant);
    interaction.result = {
      login: { accountId: person.userId, remember: false },
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

function describeDecision(
  person: Decider,
  request: ConsentRequest,
  decision: ConsentDecision,
): NewGrant {
  const membership = person.workspaces.find(({ id }) => id === decision.workspaceId);
  const appId = request.app.id;
  if (!membership) throw problem('not-found');
  const allowedToRole = scopesOfRole(membership.role);
  const granted: Scope[] = [];
  const declined: Scope[] = [];
  for (const { scope, required } of request.scopes) {
    const wanted = required || decision.scopes.includes(scope);
    (wanted && allowedToRole.has(scope) ? granted : declined).push(scope);
  }
  return {
    id: newId(),
    appId,
    userId: person.userId,
    workspaceId: membership.id,
    mode: decision.mode,
    scopes: granted,
    declinedScopes: declined,
    expiresAt: new Date(Date.now() + GRANT_SECONDS * 1000),
  };
}
