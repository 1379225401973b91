import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { EndpointView } from '@/lib/webhooks/webhook-view';
import { EndpointStatus } from './webhook-status';

/** What is known of an endpoint, but its secret. */
export function WebhookFacts({ endpoint }: { endpoint: EndpointView }) {
  return (
    <Facts
      facts={[
        { term: 'Status', value: <EndpointStatus endpoint={endpoint} /> },
        { term: 'Events', value: <code>{endpoint.events.join(' ')}</code> },
        { term: 'Mode', value: endpoint.mode },
        { term: 'Made', value: <LocalTime time={endpoint.createdAt} /> },
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
