import type { Metadata } from 'next';
import { RotateSecretForm } from '@/components/oauth/rotate-secret-form';
import { Badge } from '@/components/ui/badge';
import { Button, ButtonLink } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { listApps } from '@/lib/auth/oauth/authorization-server/app-registration';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { deleteAppAction, rotateSecretAction } from './app-action';

export const metadata: Metadata = { title: 'Apps' };

type App = Awaited<ReturnType<typeof listApps>>[number];

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
            { label: 'Client id', cell: (app) => <code>{app.clientId}</code> },
            { label: 'Asks for', cell: (app) => <code>{app.scopes.join(' ')}</code> },
            { label: 'People', numeric: true, cell: (app) => app.users },
            { label: 'Registered', cell: (app) => <LocalTime time={app.createdAt} /> },
            {
              label: 'Actions',
              unlabelled: true,
              numeric: true,
              cell: (app) => owner && <AppActions app={app} />,
            },
          ]}
        />
      )}
    </>
  );
}

function NameCell({ app }: { app: App }) {
  return (
    <>
      {app.name} {app.public && <Badge>no secret</Badge>}
    </>
  );
}

function AppActions({ app }: { app: App }) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {!app.public && (
        <RotateSecretForm clientId={app.clientId} name={app.name} action={rotateSecretAction} />
      )}
      <form action={deleteAppAction}>
        <input type="hidden" name="id" value={app.clientId} />
        <Button look="quiet" aria-label={`Delete ${app.name}`}>
          Delete
        </Button>
      </form>
    </div>
  );
}
