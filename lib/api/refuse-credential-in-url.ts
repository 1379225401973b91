import { flagExposedApiKey } from '@/lib/auth/api-key/flag-exposed-api-key';
import { countFailure, requireUnblockedAddress } from '@/lib/http/address-guard';
import type { ClientContext } from '@/lib/http/client-context';
import { problem } from '@/lib/http/problem';
import { findCredentialInUrl } from '@/lib/http/read-credential';
import type { Exchange } from './exchange';

/**
 * Refuses a credential in the URL, even a valid one, and flags the key as exposed: by now it is in
 * histories, proxies and logs.
 *
 * Attack: guesses in the URL, which would be looked up without a limit. They count as any others.
 *
 * @throws {ProblemError} 400 `credential-in-url`; 429 `rate-limited`.
 */
export function refuseCredentialInUrl({
  request,
  context,
}: Pick<Exchange, 'request' | 'context'>): Promise<void> | void {
  const found = findCredentialInUrl(request);
  if (found === undefined) return;
  requireUnblockedAddress(context.address);
  return flagAndRefuse(found, context);
}

async function flagAndRefuse(found: string, { address }: ClientContext): Promise<never> {
  const isOurs = await flagExposedApiKey(found, 'seen in a URL');
  if (!isOurs) await countFailure(address);
  throw problem('credential-in-url');
}
