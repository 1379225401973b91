import { flagExposedApiKey } from '@/lib/auth/api-key/flag-exposed-api-key';
import { requireUnblockedAddress } from '@/lib/http/address-guard';
import { problem } from '@/lib/http/problem';
import { findCredentialInUrl } from '@/lib/http/read-credential';
import type { Exchange } from './exchange';

/**
 * Refuses a credential in the URL, even a valid one, and flags the key as exposed: by now it is in
 * histories, proxies and logs.
 * @throws {ProblemError} 400 `credential-in-url`.
 */
export async function refuseCredentialInUrl({ url, context }: Exchange): Promise<void> {
  const found = findCredentialInUrl(url);
  if (found === undefined) return;
  requireUnblockedAddress(context.address);
  await flagExposedApiKey(found, 'seen in a URL');
  throw problem('credential-in-url');
}
