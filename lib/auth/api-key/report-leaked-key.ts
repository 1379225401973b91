import { toAddressSubject } from '@/lib/http/address-subject';
import type { ClientContext } from '@/lib/http/client-context';
import { consumeRate, type RatePolicy } from '@/lib/http/rate-limit';
import { API_KEY_SEARCH } from './key-format';
import { revokeLeakedApiKey } from './revoke-leaked-api-key';

const REPORT_POLICY: RatePolicy = { name: 'report', quota: 20, windowSeconds: 3_600 };
const MAX_KEYS = 20;

/**
 * The public "report a leaked key" page: whoever found one pastes it, with or without text around
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
