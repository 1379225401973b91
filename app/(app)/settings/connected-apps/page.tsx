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
import { describeScope } from '@/lib/auth/oauth/authorization-server/identity-scope';
import { disconnectAppAction } from './disconnect-app-action';

export const metadata: Metadata = { title: 'Connected apps' };

export default async function ConnectedAppsPage() {
  const principal = await requirePrincipal('/settings/connected-apps');
  const apps = await listConnectedApps(principal);
  return (
    <>
      <PageHeader
        title="Connected apps"
        lead="Third-party apps you’ve authorised, with one connection per device. Disconnecting takes effect immediately: the next call fails."
      />
      {apps.length === 0 ? (
        <EmptyState title="You have not connected any app.">
          <p>
            An app that you connect shows up here with what it may do. It begins at the app: it
            sends you to a page of ours that asks you.
          </p>
        </EmptyState>
      ) : (
        <>
          <DataTable
            caption="Connected apps"
            rows={apps}
            rowKey={(app) => app.id}
            columns={[
              { label: 'App', heading: true, cell: (app) => <Name app={app} /> },
              { label: 'Device', cell: (app) => app.device },
              { label: 'Permissions', cell: (app) => <Rights app={app} /> },
              { label: 'Workspace', cell: (app) => <Place app={app} /> },
              { label: 'Connected', cell: (app) => <LocalTime time={app.createdAt} /> },
              {
                label: 'Last used',
                cell: ({ lastUsedAt }) => (lastUsedAt ? <LocalTime time={lastUsedAt} /> : 'never'),
              },
              { label: 'Expires', cell: (app) => <LocalTime time={app.expiresAt} /> },
              {
                label: 'Actions',
                unlabelled: true,
                numeric: true,
                cell: (app) => <Disconnect app={app} />,
              },
            ]}
          />
          <DisconnectAll apps={apps} />
        </>
      )}
    </>
  );
}

/** One button for each app that has several connections. */
function DisconnectAll({ apps }: { apps: ConnectedApp[] }) {
  const byApp = new Map<string, ConnectedApp[]>();
  for (const app of apps) byApp.set(app.clientId, [...(byApp.get(app.clientId) ?? []), app]);
  const several = [...byApp.values()].filter(({ length }) => length > 1);
  return (
    <div className="mt-6 flex flex-wrap gap-3">
      {several.map(([app, ...others]) =>
        app ? (
          <ConfirmDialog
            key={app.clientId}
            trigger={`Disconnect ${app.name} everywhere`}
            triggerLabel={`Disconnect ${app.name} everywhere`}
            href={`/settings/connected-apps/${app.clientId}/disconnect`}
            title={`Disconnect ${app.name} on all devices?`}
            description={`Its ${others.length + 1} connections end immediately. To use it again, connect it on each device.`}
            confirm="Disconnect all"
            action={disconnectAppAction}
            values={{ id: app.clientId }}
          />
        ) : null,
      )}
    </div>
  );
}

function Name({ app }: { app: ConnectedApp }) {
  return (
    <>
      {app.name}
      {app.host && <span className="block text-sm font-normal text-quiet">{app.host}</span>}
    </>
  );
}

function Rights({ app }: { app: ConnectedApp }) {
  return (
    <ul>
      {app.scopes.map((scope) => (
        <li key={scope}>{describeScope(scope)}</li>
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
      triggerLabel={`Disconnect ${app.name} on ${app.device}`}
      href={`/settings/connected-apps/${app.id}/disconnect`}
      title={`Disconnect ${app.name} on ${app.device}?`}
      description="Its next call fails. To use it again you have to connect it again."
      confirm="Disconnect"
      action={disconnectAppAction}
      values={{ id: app.id }}
    />
  );
}
