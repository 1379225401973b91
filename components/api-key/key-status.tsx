import { Badge } from '@/components/ui/badge';
import { LocalTime } from '@/components/ui/local-time';
import type { ApiKeyView } from '@/lib/auth/api-key/api-key-view';

const DAY_MS = 86_400_000;
const SOON_DAYS = 7;

/** Whole days until the key ends, if that is soon and it still works. */
function endsInDays(key: ApiKeyView, now: Date = new Date()): number | null {
  if (key.status !== 'active') return null;
  const days = Math.ceil((key.expiresAt.getTime() - now.getTime()) / DAY_MS);
  return days <= SOON_DAYS ? days : null;
}

/** What a key is good for at this moment. */
export function KeyStatus({ apiKey }: { apiKey: ApiKeyView }) {
  if (apiKey.status !== 'active') return <Badge tone="neutral">{apiKey.status}</Badge>;
  if (apiKey.exposedAt) return <Badge tone="bad">exposed</Badge>;
  const days = endsInDays(apiKey);
  if (days === null) return <Badge tone="good">active</Badge>;
  return (
    <Badge tone="waiting">{days === 1 ? 'expires within a day' : `expires in ${days} days`}</Badge>
  );
}

/** When the key was last seen, and from where. */
export function KeyLastUse({ apiKey }: { apiKey: ApiKeyView }) {
  if (!apiKey.lastUsedAt) return <span className="text-quiet">never</span>;
  return (
    <>
      <LocalTime time={apiKey.lastUsedAt} relative />
      {apiKey.lastUsedAddress && (
        <code className="block text-xs text-quiet">{apiKey.lastUsedAddress}</code>
      )}
    </>
  );
}
