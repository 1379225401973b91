import type { Metadata } from 'next';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { PageLink } from '@/components/ui/page-link';
import { type AppWithUse, listApps } from '@/lib/auth/oauth/authorization-server/app-registration';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';

export const metadata: Metadata = { title: 'Apps' };

export default async function AppsPage() {
  const principal = await requirePrincipal('/developers/apps');
  const apps = await listApps(principal);
  const owner = principal.role === 'owner';
  return (
    <>
      <PageHeader
        title="Apps"
        lead="Apps of yours that act for other people, who connect them with OAuth."
        actions={
          owner && (
            <ButtonLink look="primary" href="/developers/apps/new">
              New app
            </ButtonLink>
          )
        }
      />
      {apps.length === 0 ? (
        <EmptyState title="No app is registered yet.">
          <p>Register one to get a client id, then send people to the authorization page.</p>
        </EmptyState>
      ) : (
        <DataTable
          caption="Apps"
          rows={apps}
          rowKey={(app) => app.clientId}
          columns={[
            { label: 'Name', heading: true, cell: (app) => <NameCell app={app} /> },
            {
              label: 'Client id',
              room: 'rows-wide:min-w-57',
              cell: (app) => <code>{app.clientId}</code>,
            },
            { label: 'Asks for', cell: (app) => <code>{app.scopes.join(' ')}</code> },
            { label: 'People', numeric: true, cell: (app) => app.users },
            { label: 'Registered', cell: (app) => <LocalTime time={app.createdAt} /> },
          ]}
        />
      )}
    </>
  );
}

function NameCell({ app }: { app: AppWithUse }) {
  return (
    <>
      <PageLink href={`/developers/apps/${app.clientId}`}>{app.name}</PageLink>{' '}
      {app.public && <Badge>no secret</Badge>}
      {app.machineMode && <Badge>machine</Badge>}
    </>
  );
}
