import type { Metadata } from 'next';
import { ConnectionCard } from '@/components/connection/connection-card';
import { Callout } from '@/components/ui/callout';
import { PageHeader } from '@/components/ui/page-header';
import {
  CONNECTION_REFUSALS,
  isConnectionRefusal,
} from '@/lib/auth/oauth/connections/connection-refusal';
import { listConnections } from '@/lib/auth/oauth/connections/list-connections';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { readLastExport, readLastPost } from '@/lib/integrations/read-activity';
import { chooseChannelAction } from './channel-action';
import { checkAction, connectAction, disconnectAction, sendTestAction } from './connection-action';

export const metadata: Metadata = { title: 'Connections' };

type ConnectionsPageProps = { searchParams: Promise<{ refused?: string | string[] }> };

export default async function ConnectionsPage({ searchParams }: ConnectionsPageProps) {
  const { refused } = await searchParams;
  const principal = await requirePrincipal('/settings/connections');
  const [views, lastPost, lastExport] = await Promise.all([
    listConnections(principal),
    readLastPost(principal),
    readLastExport(principal),
  ]);
  const owner = principal.role === 'owner';
  const actions = {
    connect: connectAction,
    disconnect: disconnectAction,
    check: checkAction,
    chooseChannel: chooseChannelAction,
    sendTest: sendTestAction,
  };
  return (
    <>
      <PageHeader
        title="Connections"
        lead={`Accounts you’ve connected to this workspace in ${principal.mode} mode, each with the fewest permissions it needs. You can disconnect each one here or at the provider.`}
      />
      {typeof refused === 'string' && <Refused reason={refused} />}
      {!owner && (
        <Callout className="mb-6">
          <p>
            Only owners of this workspace can connect and disconnect. You can see what is connected.
          </p>
        </Callout>
      )}
      <div className="space-y-8">
        {views.map((view) => (
          <ConnectionCard
            key={view.provider}
            view={view}
            lastPost={lastPost}
            lastExport={lastExport}
            actions={owner ? actions : undefined}
          />
        ))}
      </div>
    </>
  );
}

function Refused({ reason }: { reason: string }) {
  const known = isConnectionRefusal(reason) ? reason : 'provider-error';
  const { title, text } = CONNECTION_REFUSALS[known];
  return (
    <Callout tone="warning" role="alert" title={title} className="mb-6">
      <p>{text}</p>
      <p className="text-quiet">
        Reason: <code>{known}</code>
      </p>
    </Callout>
  );
}
