import { FRESH_SIGN_IN_ACR, FRESH_SIGN_IN_SECONDS } from '@/lib/auth/authorize';

/** How a person was authenticated, as `acr` says it. */
export const ACR = {
  /** They signed in at their provider within the last five minutes. */
  fresh: FRESH_SIGN_IN_ACR,
  /** They had a session. */
  session: 'urn:tollgate:acr:session',
} as const;

type Parameters = { max_age?: unknown; acr_values?: unknown; prompt?: unknown };

/**
 * Since when a person must have proved who they are for a request: `max_age`, `prompt=login` and an
 * `acr_values` that asks for a fresh sign-in. Counted from the request, so that a person who comes
 * back from their provider is not sent there again.
 * @see RFC 9470 section 5
 */
export function proofWanted(parameters: Parameters, requestedAt: Date): Date | null {
  const ages = [
    parameters.max_age === undefined ? undefined : Number(parameters.max_age),
    words(parameters.prompt).includes('login') ? 0 : undefined,
    // Only where nothing weaker would do: the values are in order of preference.
    words(parameters.acr_values)[0] === ACR.fresh ? FRESH_SIGN_IN_SECONDS : undefined,
  ].filter((age) => age !== undefined && Number.isFinite(age));
  if (ages.length === 0) return null;
  return new Date(requestedAt.getTime() - Math.min(...ages.map(Number)) * 1000);
}

/** When a person last proved who they are: as their provider says, else when they came from there. */
export function provedAt(person: { signedInAt: Date; authenticatedAt: Date | null }): Date {
  return person.authenticatedAt ?? person.signedInAt;
}

/** The `acr` of a proof at the moment that it is used. */
export function acrOf(proof: Date | null, now: Date): string {
  const fresh = proof !== null && now.getTime() - proof.getTime() <= FRESH_SIGN_IN_SECONDS * 1000;
  return fresh ? ACR.fresh : ACR.session;
}

function words(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ') : [];
}
