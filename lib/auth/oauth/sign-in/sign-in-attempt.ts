import { AsyncLocalStorage } from 'node:async_hooks';
import type { Company } from '../company/company-provider';
import type { ClientAuthentication } from './providers';
import type { RefusalReason } from './refusal';

/** What one request of the sign-in learns on its way through Auth.js, which hands on none of it. */
export type SignInAttempt = {
  provider: string | null;
  /** Which of the browser's sign-ins it begins or answers. */
  slot?: number;
  userAgent: string | null;
  /** The proof that the device of a bound session has its key. */
  device?: string | undefined;
  /** The `error` that the provider sent along; believed only once its state was checked. */
  providerError: string | null;
  refusal?: RefusalReason;
  /** How the secret is sent to an OpenID Connect provider, where its metadata has been read. */
  clientAuthentication?: ClientAuthentication | undefined;
  /** The company whose provider it is about, where it is none of the operator's. */
  company?: Company | undefined;
  /** `sid` of the ID token. */
  providerSession?: string;
  /** When the provider says that the person proved who they are. */
  authenticatedAt?: Date;
  /** The signed-in person who asked to add this identity to their account. */
  linkTo?: { userId: string };
};

const attempts = new AsyncLocalStorage<SignInAttempt>();

export function runSignInAttempt<T>(attempt: SignInAttempt, run: () => T): T {
  return attempts.run(attempt, run);
}

export function currentSignInAttempt(): SignInAttempt | undefined {
  return attempts.getStore();
}
