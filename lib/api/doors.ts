import { problem } from '@/lib/http/problem';
import type { PresentedCredential } from '@/lib/http/read-credential';
import { accessTokenDoor } from './access-token-door';
import { apiKeyDoor } from './api-key-door';
import type { Candidate, Door } from './door';

/** Every kind of credential that the API takes: one line each. */
const DOORS: readonly Door[] = [apiKeyDoor, accessTokenDoor];

/**
 * The door for what a request presents, and its form checked.
 * @throws {ProblemError} 401 `invalid-key` or `invalid-token`.
 */
export function openDoor({ text, header }: PresentedCredential): Candidate {
  const door = DOORS.find((candidate) => candidate.recognises(text, header));
  if (!door) throw problem('invalid-token', { headers: INVALID_TOKEN });
  return door.checkForm(text);
}

const INVALID_TOKEN = { 'www-authenticate': 'Bearer realm="tollgate", error="invalid_token"' };
