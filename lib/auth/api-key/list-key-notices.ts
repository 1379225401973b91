import type { Principal } from '../principal';
import type { ApiKeyView } from './api-key-view';
import { listApiKeys } from './list-api-keys';

const DAY_MS = 86_400_000;
const FIRST_NOTICE_MS = 7 * DAY_MS;
const LAST_NOTICE_MS = DAY_MS;
const LEAK_NOTICE_MS = 30 * DAY_MS;

export type ExpiryNotice = {
  key: ApiKeyView;
  /** `week`: ends within 7 days; `day`: within one. */
  stage: 'week' | 'day';
};

/**
 * The active keys that end within 7 days, the soonest first. Not those made to live no longer than
 * the notice: their end is no news.
 */
export async function listExpiryNotices(
  principal: Principal,
  now = new Date(),
): Promise<ExpiryNotice[]> {
  const keys = await listApiKeys(principal);
  return keys
    .filter((key) => key.status === 'active')
    .sort((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime())
    .flatMap((key): ExpiryNotice[] => {
      const lifeMs = key.expiresAt.getTime() - key.createdAt.getTime();
      const leftMs = key.expiresAt.getTime() - now.getTime();
      if (leftMs <= LAST_NOTICE_MS) return lifeMs > LAST_NOTICE_MS ? [{ key, stage: 'day' }] : [];
      return leftMs <= FIRST_NOTICE_MS && lifeMs > FIRST_NOTICE_MS ? [{ key, stage: 'week' }] : [];
    });
}

export type ExposureNotice = {
  key: ApiKeyView;
  /** `exposed`: seen in a URL, still works: roll it. `leaked`: found in public, revoked. */
  kind: 'exposed' | 'leaked';
};

/** Keys that were seen where they must not be, and those revoked for it in the last 30 days. */
export async function listExposureNotices(
  principal: Principal,
  now = new Date(),
): Promise<ExposureNotice[]> {
  const keys = await listApiKeys(principal);
  return keys.flatMap((key): ExposureNotice[] => {
    if (key.status === 'active' && key.exposedAt) return [{ key, kind: 'exposed' }];
    const leaked = key.revokedReason?.startsWith('leaked:') && key.revokedAt;
    if (!leaked || now.getTime() - leaked.getTime() > LEAK_NOTICE_MS) return [];
    return [{ key, kind: 'leaked' }];
  });
}
