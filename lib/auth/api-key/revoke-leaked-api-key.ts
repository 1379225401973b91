import { maskSecrets } from '@/lib/mask-secrets';
import { revokeApiKeyTree } from './api-key.repository';
import { forgetApiKey, loadApiKey } from './api-key-cache';
import { parseApiKey } from './key-format';
import { matchSecret } from './match-secret';

/**
 * Revokes a key that was found where anybody may read it, if it is a key of ours: only who holds the
 * secret can report it, so a report cannot be used to end somebody else's key.
 * @param actor who found it, for the audit log.
 * @param where for the owner, e.g. the address of the commit.
 * @returns whether the text is, or was, a key of ours.
 */
export async function revokeLeakedApiKey(
  text: string,
  actor: string,
  where: string,
): Promise<boolean> {
  const parsed = parseApiKey(text);
  const known = parsed && (await loadApiKey(parsed.id));
  if (!known || !matchSecret(text, known)) return false;
  const place = maskSecrets(where);
  await revokeApiKeyTree({ workspaceId: known.workspaceId }, known.id, `leaked: ${place}`, {
    actor,
    action: 'api-key.leaked',
    detail: { where: place },
  });
  // Looking it up put it into the cache; the notification takes a moment to come back here.
  forgetApiKey(known.id);
  return true;
}
