import type { Metadata } from 'next';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { deleteAppAction } from '../../app-action';

export const metadata: Metadata = { title: 'Delete app' };

/** The question of the dialog as a page, for where no script runs. */
export default async function DeleteAppPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const page = `/developers/apps/${encodeURIComponent(id)}`;
  await requirePrincipal(page);
  return (
    <>
      <PageHeader
        title="Delete this app?"
        lead="Everyone who connected it is disconnected immediately. This can't be undone."
      />
      <form action={deleteAppAction} className="flex gap-3">
        <input type="hidden" name="id" value={id} />
        <Button look="danger">Delete app</Button>
        <ButtonLink href={page}>Cancel</ButtonLink>
      </form>
    </>
  );
}
