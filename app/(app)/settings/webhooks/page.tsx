import type { Metadata } from 'next';
import { ButtonLink } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { EndpointStatus } from '@/components/webhook/webhook-facts';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listEndpoints } from '@/lib/webhooks/find-endpoint';

export const metadata: Metadata = { title: 'Webhooks' };

/** A workspace has at most 20 in each mode. */
const ALL = { limit: 20 };

export default async function WebhooksPage() {
  const principal = await requirePrincipal('/settings/webhooks');
  const { data: endpoints } = await listEndpoints(principal, ALL);
  return (
    <>
      <PageHeader
        title="Webhooks"
        lead={`Notify your servers about ${principal.mode}-mode events. Each endpoint has its own signing secret, which is never an API key.`}
        actions={
          principal.scopes.has('webhooks:write') && (
            <ButtonLink look="primary" href="/settings/webhooks/new">
              New webhook
            </ButtonLink>
          )
        }
      />
      {endpoints.length > 0 ? (
        <DataTable
          caption="Webhook endpoints"
          rows={endpoints}
          rowKey={(endpoint) => endpoint.id}
          columns={[
            {
              label: 'URL',
              heading: true,
              cell: (endpoint) => (
                <>
                  <PageLink href={`/settings/webhooks/${endpoint.id}`} className="font-normal">
                    <code className="[overflow-wrap:anywhere]">{endpoint.url}</code>
                  </PageLink>
                  {endpoint.description && (
                    <span className="block text-xs font-normal text-quiet">
                      {endpoint.description}
                    </span>
                  )}
                </>
              ),
            },
            { label: 'Events', cell: (endpoint) => endpoint.events.length },
            { label: 'Status', cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
            {
              label: 'Created',
              cell: (endpoint) => <LocalTime time={endpoint.createdAt} precision="date" />,
            },
          ]}
        />
      ) : (
        <EmptyState title={`No webhook in ${principal.mode} mode.`}>
          <p>Make one, send a test event, and see in the log what your server answered.</p>
        </EmptyState>
      )}
    </>
  );
}
