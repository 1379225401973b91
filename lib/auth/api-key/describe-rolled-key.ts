import { previousSecretEnd } from './check-api-key';
import type { ProvenApiKey } from './prove-api-key';

/**
 * What an answer to the secret before a roll says: since when it is deprecated and when it ends at
 * the latest.
 * @see RFC 9745 section 2, RFC 8594 section 3
 */
export function describeRolledKey({
  known,
  secret,
}: ProvenApiKey): Record<string, string> | undefined {
  if (secret !== 'previous') return undefined;
  const end = previousSecretEnd(known);
  if (!known.rolledAt || !end) return undefined;
  return {
    deprecation: `@${Math.floor(known.rolledAt.getTime() / 1000)}`,
    sunset: end.toUTCString(),
  };
}
