import type { ConnectionAttempt } from './connection-attempt.repository';
import type { ConnectionProvider } from './connection-provider';
import { ConnectionRefusedError } from './connection-refusal';

/**
 * Holds an answer against the attempt that its state belongs to.
 *
 * Attack: login CSRF. The attacker begins a connection, allows it at the provider with an account of
 * their own, and lets the victim's browser follow the last redirect: the victim's invoices would go to
 * the attacker's Slack. The attempt belongs to the session that began it.
 *
 * Attack: mix-up. An answer of one provider, brought to the address of another, would send its code
 * there. The attempt belongs to one provider, and each provider has an address of its own.
 * @throws {ConnectionRefusedError}
 * @see RFC 9700 sections 4.4.2 and 4.7
 */
export function checkAttempt(
  attempt: Pick<ConnectionAttempt, 'sessionId' | 'provider'> | null,
  answer: { sessionId: string; provider: ConnectionProvider },
): void {
  if (!attempt) throw new ConnectionRefusedError('unknown-state');
  if (attempt.sessionId !== answer.sessionId) throw new ConnectionRefusedError('other-session');
  if (attempt.provider !== answer.provider) throw new ConnectionRefusedError('other-provider');
}
