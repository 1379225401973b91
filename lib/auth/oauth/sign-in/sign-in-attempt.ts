import { AsyncLocalStorage } from 'node:async_hooks';
import type { RefusalReason } from './refusal';

/** What one request of the sign-in learns on its way through Auth.js, which hands on none of it. */
export type SignInAttempt = {
  provider: string | null;
  /** Which of the browser's sign-ins it begins or answers. */
  slot?: number;
  userAgent: string | null;
  /** The `error` that the provider sent along; believed only once its state was checked. */
  providerError: string | null;
  refusal?: RefusalReason;
  /** How the secret is sent to an OpenID Connect provider, where its metadata has been read. */
  clientAuthentication?: 'client_secret_basic' | 'client_secret_post' | undefined;
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
