import type { Metadata } from 'next';
import { Badge } from '@/components/ui/badge';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import {
  type ConnectedApp,
  listConnectedApps,
} from '@/lib/auth/oauth/authorization-server/connected-app';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
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
        <EmptyState title="You have not connected any app.">
          <p>
            An app that you connect shows up here with what it may do. It begins at the app: it
            sends you to a page of ours that asks you.
          </p>
        </EmptyState>
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
    <ConfirmDialog
      trigger="Disconnect"
      triggerLabel={`Disconnect ${app.name}`}
      href={`/settings/connected-apps/${app.id}/disconnect`}
      title={`Disconnect ${app.name}?`}
      description="Its next call fails. To use it again you have to connect it again."
      confirm="Disconnect"
      action={disconnectAppAction}
      values={{ id: app.id }}
    />
  );
}
