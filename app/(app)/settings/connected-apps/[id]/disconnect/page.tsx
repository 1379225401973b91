import type { Metadata } from 'next';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { disconnectAppAction } from '../../disconnect-app-action';

export const metadata: Metadata = { title: 'Disconnect app' };

/** The question of the dialog as a page, for where no script runs. */
export default async function DisconnectAppPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requirePrincipal('/settings/connected-apps');
  return (
    <>
      <PageHeader
        title={
          id.startsWith('app_') ? 'Disconnect this app on all devices?' : 'Disconnect this app?'
        }
        lead="Its next call fails. To use it again you have to connect it again."
      />
      <form action={disconnectAppAction} className="flex gap-3">
        <input type="hidden" name="id" value={id} />
        <Button look="danger">Disconnect</Button>
        <ButtonLink href="/settings/connected-apps">Cancel</ButtonLink>
      </form>
    </>
  );
}
