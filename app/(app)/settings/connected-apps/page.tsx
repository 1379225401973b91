import type { Metadata } from 'next';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import {
  type ConnectedApp,
  listConnectedApps,
} from '@/lib/auth/oauth/authorization-server/connected-app';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { isScope, SCOPES } from '@/lib/auth/scope';
import { disconnectAppAction } from './disconnect-app-action';

export const metadata: Metadata = { title: 'Connected apps' };

export default async function ConnectedAppsPage() {
  const principal = await requirePrincipal('/settings/connected-apps');
  const apps = await listConnectedApps(principal);
  return (
    <>
      <PageHeader
        title="Connected apps"
        lead="Apps of others that you allowed to act for you. Disconnecting one works at once: its next call fails."
      />
      {apps.length === 0 ? (
        <EmptyState title="You have not connected any app." />
      ) : (
        <DataTable
          caption="Connected apps"
          rows={apps}
          rowKey={(app) => app.id}
          columns={[
            { label: 'App', heading: true, cell: (app) => app.name },
            { label: 'It may', cell: (app) => <Rights app={app} /> },
            { label: 'Workspace', cell: (app) => <Place app={app} /> },
            { label: 'Connected', cell: (app) => <LocalTime time={app.createdAt} /> },
            {
              label: 'Last used',
              cell: ({ lastUsedAt }) => (lastUsedAt ? <LocalTime time={lastUsedAt} /> : 'never'),
            },
            { label: 'Ends', cell: (app) => <LocalTime time={app.expiresAt} /> },
            {
              label: 'Actions',
              unlabelled: true,
              numeric: true,
              cell: (app) => <Disconnect app={app} />,
            },
          ]}
        />
      )}
    </>
  );
}

function Rights({ app }: { app: ConnectedApp }) {
  return (
    <ul>
      {app.scopes.filter(isScope).map((scope) => (
        <li key={scope}>{SCOPES[scope]}</li>
      ))}
    </ul>
  );
}

function Place({ app }: { app: ConnectedApp }) {
  return (
    <>
      {app.workspaceName} <Badge>{app.mode}</Badge>
    </>
  );
}

function Disconnect({ app }: { app: ConnectedApp }) {
  return (
    <form action={disconnectAppAction}>
      <input type="hidden" name="id" value={app.id} />
      <Button look="quiet" aria-label={`Disconnect ${app.name}`}>
        Disconnect
      </Button>
    </form>
  );
}
