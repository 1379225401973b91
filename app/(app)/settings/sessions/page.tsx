import type { Metadata } from 'next';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { listSessions, type SessionView } from '@/lib/auth/oauth/session/sessions';
import { providerName } from '@/lib/auth/oauth/sign-in/providers';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { endOtherSessionsAction, endSessionAction } from './session-action';

export const metadata: Metadata = { title: 'Sessions' };

export default async function SessionsPage() {
  const principal = await requirePrincipal('/settings/sessions');
  const sessions = await listSessions(principal);
  return (
    <>
      <PageHeader
        title="Sessions"
        lead="Where you are signed in. Sign out any session immediately."
        actions={
          sessions.length > 1 && (
            <form action={endOtherSessionsAction}>
              <Button look="danger">End all others</Button>
            </form>
          )
        }
      />
      <DataTable
        caption="Sessions"
        rows={sessions}
        rowKey={(session) => session.id}
        columns={[
          { label: 'Device', heading: true, cell: (session) => session.device },
          {
            label: 'Address',
            cell: ({ address }) => (address ? <code>{address}</code> : 'unknown'),
          },
          { label: 'Provider', cell: ({ provider }) => providerName(provider ?? '') },
          { label: 'Device key', cell: (session) => <DeviceKey session={session} /> },
          { label: 'Signed in', cell: (session) => <LocalTime time={session.createdAt} /> },
          {
            label: 'Last seen',
            cell: (session) => <LocalTime time={session.lastSeenAt} relative />,
          },
          {
            label: 'Actions',
            unlabelled: true,
            numeric: true,
            cell: (session) => <EndSession session={session} />,
          },
        ]}
      />
    </>
  );
}

/** Whether a copy of the session's cookie is enough to use it. */
function DeviceKey({ session: { deviceKey } }: { session: SessionView }) {
  if (!deviceKey) return 'not bound';
  return (
    <>
      bound to this device, {deviceKey.algorithm}, last refresh{' '}
      <LocalTime time={deviceKey.refreshedAt} precision="exact" />
    </>
  );
}

function EndSession({ session }: { session: SessionView }) {
  if (session.current) return <Badge tone="good">this one</Badge>;
  return (
    <form action={endSessionAction}>
      <input type="hidden" name="id" value={session.id} />
      <Button look="quiet" aria-label={`End the session on ${session.device}`}>
        End
      </Button>
    </form>
  );
}
