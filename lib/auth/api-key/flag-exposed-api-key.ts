import { changeApiKey } from './api-key.repository';
import { loadApiKey } from './api-key-cache';
import { parseApiKey } from './key-format';
import { matchSecret } from './match-secret';

/**
 * Marks a key that was seen where it must not be. It goes on working: its owner is told and decides.
 * Text that is no key of ours changes nothing.
 * @param where what its owner reads, e.g. `seen in a URL`.
 * @returns whether it is a key of ours.
 */
export async function flagExposedApiKey(text: string, where: string): Promise<boolean> {
  const parsed = parseApiKey(text);
  if (!parsed) return false;
  const known = await loadApiKey(parsed.id);
  if (!known || !matchSecret(text, known)) return false;
  await changeApiKey(
    { workspaceId: known.workspaceId },
    known.id,
    { exposedAt: null, revokedAt: null },
    { exposedAt: new Date() },
    { actor: 'tollgate', action: 'api-key.exposed', detail: { where } },
  );
  return true;
}
