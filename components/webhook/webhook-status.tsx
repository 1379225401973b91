import { Badge } from '@/components/ui/badge';
import type { DeliveryView, EndpointView } from '@/lib/webhooks/webhook-view';

const REASONS: Record<string, string> = {
  owner: 'off',
  failing: 'off: nothing got through for a day',
  gone: 'off: the receiver is gone',
};

/** Whether an endpoint gets deliveries. */
export function EndpointStatus({ endpoint }: { endpoint: EndpointView }) {
  if (endpoint.status === 'disabled') {
    return <Badge>{REASONS[endpoint.disabledReason ?? 'owner'] ?? 'off'}</Badge>;
  }
  if (endpoint.failingSince) return <Badge tone="waiting">failing</Badge>;
  return <Badge tone="good">on</Badge>;
}

const DELIVERY_TONES = {
  pending: 'waiting',
  delivered: 'good',
  failed: 'bad',
  canceled: 'neutral',
} as const;

/** What became of a delivery. */
export function DeliveryStatus({ status }: { status: DeliveryView['status'] }) {
  return <Badge tone={DELIVERY_TONES[status]}>{status}</Badge>;
}
