import { Badge } from '@/components/ui/badge';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
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

/** What is known of an endpoint, but its secret. */
export function WebhookFacts({ endpoint }: { endpoint: EndpointView }) {
  return (
    <Facts
      facts={[
        { term: 'Status', value: <EndpointStatus endpoint={endpoint} /> },
        { term: 'Events', value: <code>{endpoint.events.join(' ')}</code> },
        { term: 'Mode', value: endpoint.mode },
        { term: 'Created', value: <LocalTime time={endpoint.createdAt} /> },
        ...(endpoint.failingSince
          ? [{ term: 'Failing since', value: <LocalTime time={endpoint.failingSince} /> }]
          : []),
        ...(endpoint.previousSecretExpiresAt
          ? [
              {
                term: 'Old secret signs until',
                value: <LocalTime time={endpoint.previousSecretExpiresAt} />,
              },
            ]
          : []),
        { term: 'Id', value: <code>{endpoint.id}</code>, copy: 'webhook id' },
      ]}
    />
  );
}
