import { decodeHeader } from '@/lib/decode-header';
import { decodeCursor, invalidCursor, type Page, type PageRequest, toPage } from '@/lib/http/page';
import type { Principal } from '../principal';
import { type ApiKeyPosition, findApiKeys } from './api-key.repository';
import { visibleApiKeys } from './api-key-policy';
import { type ApiKeyRow, type ApiKeyView, toApiKeyView } from './api-key-view';
import { pendingApiKeyUse } from './note-api-key-use';

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
