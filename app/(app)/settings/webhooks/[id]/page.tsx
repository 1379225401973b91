import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader, Section } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { Pagination } from '@/components/ui/pagination';
import { DeliveryList } from '@/components/webhook/delivery-list';
import { RollWebhookForm } from '@/components/webhook/roll-webhook-form';
import { WebhookButtons } from '@/components/webhook/webhook-buttons';
import { WebhookFacts } from '@/components/webhook/webhook-facts';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { ProblemError } from '@/lib/http/problem';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { getEndpoint } from '@/lib/webhooks/find-endpoint';
import {
  deleteWebhookAction,
  resendAction,
  rollWebhookAction,
  sendTestAction,
  switchAction,
} from './webhook-action';

export const metadata: Metadata = { title: 'Webhook' };

const PAGE_SIZE = 20;

type WebhookPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ cursor?: string | string[] }>;
};

export default async function WebhookPage({ params, searchParams }: WebhookPageProps) {
  const { id } = await params;
  const { cursor: text } = await searchParams;
  const cursor = typeof text === 'string' ? text : undefined;
  const principal = await requirePrincipal(`/settings/webhooks/${encodeURIComponent(id)}`);
  const endpoint = await readEndpoint(principal, id);
  const deliveries = await listDeliveries(principal, id, { limit: PAGE_SIZE, cursor });
  const mayWrite = principal.scopes.has('webhooks:write');
  return (
    <>
      <p className="mb-4 text-sm">
        <PageLink href="/settings/webhooks">All webhooks</PageLink>
      </p>
      <PageHeader
        title={<code className="text-xl [overflow-wrap:anywhere]">{endpoint.url}</code>}
        lead={endpoint.description}
      />
      <WebhookFacts endpoint={endpoint} />
      {mayWrite && (
        <WebhookButtons
          endpoint={endpoint}
          sendTest={sendTestAction}
          switchTo={switchAction}
          remove={deleteWebhookAction}
        />
      )}
      <Section id="deliveries" title="Deliveries" lead="Kept for 30 days.">
        {deliveries.data.length > 0 ? (
          <DeliveryList
            endpointId={endpoint.id}
            deliveries={deliveries.data}
            resend={mayWrite && endpoint.status === 'enabled' ? resendAction : undefined}
          />
        ) : (
          <EmptyState title="Nothing was sent yet." />
        )}
        <Pagination
          path={`/settings/webhooks/${endpoint.id}`}
          cursor={cursor}
          nextCursor={deliveries.next_cursor}
        />
      </Section>
      {mayWrite && (
        <Section
          id="roll"
          title="Signing secret"
          lead="A new one is shown once. Until the overlap ends each delivery carries both signatures."
        >
          <RollWebhookForm id={endpoint.id} action={rollWebhookAction} />
        </Section>
      )}
    </>
  );
}

async function readEndpoint(principal: Principal, id: string) {
  try {
    return await getEndpoint(principal, id);
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'not-found') notFound();
    throw error;
  }
}
