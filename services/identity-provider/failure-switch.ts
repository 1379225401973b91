import { z } from 'zod';

/**
 * What an issuer can be told to do wrong, so that the attack lab and the tests can show that the
 * application notices. Nothing is wrong unless the development route asked for it.
 */
export const FAILURES = {
  'wrong-iss': 'The authorization response names another issuer.',
  'missing-state': 'The authorization response comes without state.',
  'wrong-nonce': 'The ID token carries another nonce.',
  'wrong-issuer-claim': 'The ID token names another issuer.',
  'wrong-audience': 'The ID token is meant for another client.',
  'wrong-authorized-party': 'The ID token was made for another party (azp).',
  expired: 'The ID token has expired.',
  'altered-subject': 'The ID token names another subject; its signature is left as it was.',
  'stripped-signature': 'The ID token has no signature.',
  'algorithm-none': 'The ID token says that it needs no signature.',
  'unverified-email': 'The e-mail address is not verified.',
  'same-email': "The e-mail address is Ada's.",
} as const;

export type Failure = keyof typeof FAILURES;

export function isFailure(text: string): text is Failure {
  return Object.hasOwn(FAILURES, text);
}

/** The body of `PUT /development/failure`. `failure: null` puts things right again. */
export const failureRequest = z.strictObject({
  login: z.string().min(1).max(39),
  failure: z
    .string()
    .refine(isFailure, { message: `one of ${Object.keys(FAILURES).join(', ')}` })
    .nullable(),
});

/**
 * The switches of one issuer, one for each login name: a test that turns one on never meets the
 * person of another test.
 */
export class FailureSwitch {
  readonly #failures = new Map<string, Failure>();

  set(login: string, failure: Failure | null): void {
    if (failure) this.#failures.set(login, failure);
    else this.#failures.delete(login);
  }

  of(login: string | undefined): Failure | undefined {
    return login === undefined ? undefined : this.#failures.get(login);
  }
}
