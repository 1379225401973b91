import { decodeHeader } from '@/lib/decode-header';
import { decodeCursor, invalidCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import type { Principal } from '../principal';
import { visibleApiKeys } from './api-key-policy';
import { type ApiKeyRow, type ApiKeyView, toApiKeyView } from './api-key-view';
import { type ApiKeyPosition, findApiKeys } from './api-key.repository';
import { pendingApiKeyUse } from './record-key-use';

/** The name inside its cursors. */
const LIST = 'api-keys';

/** The keys that the principal may see, newest first, revoked and expired ones too. */
export async function listApiKeys(principal: Principal): Promise<ApiKeyView[]> {
  const rows = await findApiKeys(visibleApiKeys(principal));
  return rows.map(view);
}

/** The same, page by page. */
export async function listApiKeyPage(
  principal: Principal,
  { limit, cursor }: PageRequest,
): Promise<Page<ApiKeyView>> {
  const after = readPosition(decodeCursor(LIST, cursor, 2));
  const rows = await findApiKeys(visibleApiKeys(principal), { after, take: limit + 1 });
  return toPage(LIST, rows, limit, view, (row) => [row.createdAt.toISOString(), row.id]);
}

function readPosition(texts: string[] | undefined): ApiKeyPosition | undefined {
  if (!texts) return undefined;
  const [time = '', id = ''] = texts;
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime())) throw invalidCursor();
  return { createdAt, id };
}

/** With the last use that waits to be written, so that a page does not lag a minute behind. */
function view(row: ApiKeyRow): ApiKeyView {
  const use = pendingApiKeyUse(row.id);
  const seen = toApiKeyView(row);
  if (!use) return seen;
  return {
    ...seen,
    lastUsedAt: new Date(use.time),
    lastUsedAddress: use.address,
    lastUsedUserAgent: use.userAgent && decodeHeader(use.userAgent),
  };
}

const DAY_MS = 86_400_000;
const FIRST_NOTICE_MS = 7 * DAY_MS;
const LAST_NOTICE_MS = DAY_MS;
const LEAK_NOTICE_MS = 30 * DAY_MS;

type ExpiryNotice = {
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

type ExposureNotice = {
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
