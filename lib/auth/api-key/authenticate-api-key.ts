import type { ClientContext } from '@/lib/http/client-context';
import type { Principal } from '../principal';
import { requireAllowedAddress, requireApiKeyForm, requireUsableApiKey } from './check-api-key';
import { noteApiKeyUse } from './note-api-key-use';
import { proveApiKey } from './prove-api-key';

/**
 * The whole door in one call: form and checksum, secret, expiry and revocation, address. The API's
 * pipeline runs the same steps one by one, with the rate limits between them.
 * @throws {ProblemError} 401 or 403; a specific reason only after the secret matched.
 */
export async function authenticateApiKey(key: string, context: ClientContext): Promise<Principal> {
  const proven = await proveApiKey(requireApiKeyForm(key));
  requireUsableApiKey(proven);
  requireAllowedAddress(proven, context);
  noteApiKeyUse(proven, context);
  return proven.known.principal;
}
