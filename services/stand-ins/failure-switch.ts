import { z } from 'zod';

/**
 * Faults of one stand-in, switched on per account, so that the attack lab and the tests can show
 * that the application notices them and tests never see each other's. All off by default.
 */
export class FailureSwitch<Failure extends string> {
  readonly #failures = new Map<string, Failure>();

  /** The body of `PUT /development/failure`. `failure: null` switches it off. */
  readonly request;

  /** @param descriptions every fault that can be switched on, with what it does. */
  constructor(descriptions: Record<Failure, string>) {
    const isFailure = (text: string): text is Failure => Object.hasOwn(descriptions, text);
    this.request = z.strictObject({
      account: z.string().min(1).max(64),
      failure: z
        .string()
        .refine(isFailure, { message: `one of ${Object.keys(descriptions).join(', ')}` })
        .nullable(),
    });
  }

  set(account: string, failure: Failure | null): void {
    if (failure) this.#failures.set(account, failure);
    else this.#failures.delete(account);
  }

  of(account: string | undefined): Failure | undefined {
    return account === undefined ? undefined : this.#failures.get(account);
  }
}
