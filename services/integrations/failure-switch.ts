import { z } from 'zod';

/**
 * What a stand-in can be told to do wrong, so that the attack lab and the tests can show that the
 * application notices. Nothing is wrong unless the development route asked for it.
 */
export const FAILURES = {
  'expired-token': 'The access tokens of the account have run out, before their time.',
  revoked: 'The person has removed the application from the account.',
  'rate-limited': 'Each call of the API answers 429 with Retry-After.',
  down: 'Every call answers 503.',
  'wrong-iss': 'The authorization response names another issuer.',
  'missing-state': 'The authorization response comes without state.',
} as const;

export type Failure = keyof typeof FAILURES;

function isFailure(text: string): text is Failure {
  return Object.hasOwn(FAILURES, text);
}

/** The body of `PUT /development/failure`. `failure: null` puts things right again. */
export const failureRequest = z.strictObject({
  account: z.string().min(1).max(64),
  failure: z
    .string()
    .refine(isFailure, { message: `one of ${Object.keys(FAILURES).join(', ')}` })
    .nullable(),
});

/** One switch for each account of a stand-in, so that tests don't meet each other's. */
export class FailureSwitch {
  readonly #failures = new Map<string, Failure>();

  set(account: string, failure: Failure | null): void {
    if (failure) this.#failures.set(account, failure);
    else this.#failures.delete(account);
  }

  of(account: string): Failure | undefined {
    return this.#failures.get(account);
  }
}
