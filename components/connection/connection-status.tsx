import { Badge } from '@/components/ui/badge';
import type { ProviderView } from '@/lib/auth/oauth/connections/list-connections';

/** Whether a provider is connected, in a word. */
export function ConnectionStatus({ view }: { view: ProviderView }) {
  if (view.connection?.status === 'active') return <Badge tone="good">connected</Badge>;
  if (view.connection) return <Badge tone="bad">needs to be reconnected</Badge>;
  return <Badge>{view.available ? 'not connected' : 'not set up here'}</Badge>;
}
