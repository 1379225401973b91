import type { Metadata } from 'next';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { WebhookForm } from '@/components/webhook/webhook-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { SUBSCRIBABLE_EVENTS, WEBHOOK_EVENTS } from '@/lib/webhook-event';
import { createWebhookAction } from './create-webhook-action';

export const metadata: Metadata = { title: 'New webhook' };

export default async function NewWebhookPage() {
  const principal = await requirePrincipal('/settings/webhooks/new');
  const events = SUBSCRIBABLE_EVENTS.map((type) => ({ type, when: WEBHOOK_EVENTS[type].when }));
  return (
    <>
      <PageHeader
        title="New webhook"
        lead={`We call your server when something happens in ${principal.mode} mode.`}
      />
      {principal.scopes.has('webhooks:write') ? (
        <WebhookForm action={createWebhookAction} events={events} />
      ) : (
        <EmptyState title="Only an owner of the workspace may make one." />
      )}
    </>
  );
}
