import { toAddressSubject } from '@/lib/http/client-address';
import type { ClientContext } from '@/lib/http/client-context';
import { consumeRate, type RatePolicy } from '@/lib/http/rate-limit';
import { maskSecrets } from '@/lib/mask-secrets';
import { apiKeyCache, loadApiKey } from '../api-key-cache';
import { changeApiKey, revokeApiKeyTree } from '../api-key.repository';
import { API_KEY_SEARCH, parseApiKey } from '../key-format';
import { matchSecret } from '../match-secret';

const REPORT_POLICY: RatePolicy = { name: 'report', quota: 20, windowSeconds: 3_600 };
const MAX_KEYS = 20;

/**
 * The public "report a leaked key" page: anyone who found one pastes it, with or without text around
 * it. Keys of ours are revoked and their owners see it. The answer is the same in every case.
 * @param text up to 20 keys are looked at.
 * @param where free text: where it was found.
 * @throws {ProblemError} 429 `rate-limited`.
 */
export async function reportLeakedKey(
  text: string,
  where: string,
  context: ClientContext,
): Promise<void> {
  await consumeRate(REPORT_POLICY, toAddressSubject(context.address));
  const keys = [...new Set(text.match(API_KEY_SEARCH) ?? [])].slice(0, MAX_KEYS);
  for (const key of keys) {
    await revokeLeakedApiKey(key, 'public-report', where.slice(0, 500) || 'reported on our page');
  }
}

/**
 * Revokes a key that was found where anyone may read it, if it is a key of ours: only who holds the
 * secret can report it, so a report cannot be used to end someone else's key.
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
  apiKeyCache.forget(known.id);
  return true;
}

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
