import type { Metadata } from 'next';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { deleteWebhookAction } from '../webhook-action';

export const metadata: Metadata = { title: 'Delete webhook' };

/** The question of the dialog as a page, for where no script runs. */
export default async function DeleteWebhookPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requirePrincipal(`/settings/webhooks/${encodeURIComponent(id)}`);
  return (
    <>
      <PageHeader
        title="Delete this webhook?"
        lead="Nothing more is sent to it. You can restore it for ten minutes; after that its secret and delivery log are deleted."
      />
      <form action={deleteWebhookAction} className="flex gap-3">
        <input type="hidden" name="id" value={id} />
        <Button look="danger">Delete webhook</Button>
        <ButtonLink href={`/settings/webhooks/${encodeURIComponent(id)}`}>Cancel</ButtonLink>
      </form>
    </>
  );
}
