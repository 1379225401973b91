import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { PROVIDER_TEXTS } from '@/lib/auth/oauth/connections/connection-provider';
import type { ProviderView } from '@/lib/auth/oauth/connections/list-connections';
import type { LastExport, LastPost } from '@/lib/integrations/read-activity';
import { ChannelForm, type ChannelState } from './channel-form';
import { ConnectionFacts } from './connection-facts';
import { OutcomeForm, type OutcomeState } from './outcome-form';

/** Whether a provider is connected, in a word. */
function ConnectionStatus({ view }: { view: ProviderView }) {
  if (view.connection?.status === 'active') return <Badge tone="good">connected</Badge>;
  if (view.connection) return <Badge tone="bad">needs to be reconnected</Badge>;
  return <Badge>{view.available ? 'not connected' : 'not set up here'}</Badge>;
}

type Stated<State> = (state: State, form: FormData) => Promise<State>;

type ConnectionActions = {
  connect: (form: FormData) => Promise<void>;
  disconnect: (form: FormData) => Promise<void>;
  check: Stated<OutcomeState>;
  chooseChannel: Stated<ChannelState>;
  sendTest: Stated<OutcomeState>;
};

type ConnectionCardProps = {
  view: ProviderView;
  lastPost: LastPost | null;
  lastExport: LastExport | null;
  /** Left out for members, who may look. */
  actions?: ConnectionActions;
};

/** One provider: what it is for, how it stands, and what an owner may do. */
export function ConnectionCard({ view, lastPost, lastExport, actions }: ConnectionCardProps) {
  const { provider, connection, available, standIn } = view;
  const { name, purpose } = PROVIDER_TEXTS[provider];
  return (
    <section aria-labelledby={provider} className="border border-rule bg-raised p-5 sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id={provider} className="text-xl">
          {name}
        </h2>
        <ConnectionStatus view={view} />
      </div>
      <p className="mt-1 max-w-prose text-sm text-quiet">{purpose}</p>
      {connection?.reason && (
        <Callout tone="warning" title="It has to be connected again" className="mt-4">
          <p>{connection.reason} Nothing is lost: what waits is sent afterwards.</p>
        </Callout>
      )}
      <div className="mt-5">
        <ConnectionFacts view={view} lastPost={lastPost} lastExport={lastExport} />
      </div>
      {!available && (
        <p className="mt-4 text-sm text-quiet">
          The operator of this site hasn’t set this up. It needs two environment variables.
        </p>
      )}
      {actions && <Controls view={view} actions={actions} />}
      {standIn && (
        <p className="mt-4 text-sm text-quiet">
          On this machine a stand-in takes its place.{' '}
          <a href={standIn}>Open the local {name} stand-in</a>, where you can remove Tollgate too.
        </p>
      )}
    </section>
  );
}

function Controls({ view, actions }: { view: ProviderView; actions: ConnectionActions }) {
  const { provider, connection, available } = view;
  const { name } = PROVIDER_TEXTS[provider];
  const active = connection?.status === 'active';
  return (
    <>
      {active && provider === 'slack' && (
        <div className="mt-6">
          <ChannelForm channel={connection.channel} action={actions.chooseChannel} />
        </div>
      )}
      <div className="mt-6 flex flex-wrap items-start gap-3">
        {available && !active && (
          <form action={actions.connect}>
            <input type="hidden" name="provider" value={provider} />
            <Button look="primary">{connection ? `Reconnect ${name}` : `Connect ${name}`}</Button>
          </form>
        )}
        {active && provider === 'slack' && connection.channel && (
          <OutcomeForm
            label="Send a test message"
            pendingLabel="Sending …"
            values={{}}
            action={actions.sendTest}
          />
        )}
        {active && (
          <OutcomeForm
            label={`Check ${name}`}
            pendingLabel="Checking …"
            values={{ provider }}
            action={actions.check}
          />
        )}
        {connection && (
          <ConfirmDialog
            trigger={`Disconnect ${name}`}
            look="danger"
            href={`/settings/connections/${provider}/disconnect`}
            title={`Disconnect ${name}?`}
            description={disconnectText(name)}
            confirm="Disconnect"
            action={actions.disconnect}
            values={{ provider }}
          />
        )}
      </div>
    </>
  );
}

/** What disconnecting does, in the dialog and on its page. */
export function disconnectText(name: string): string {
  return `What you allowed is revoked at ${name}, and our tokens are deleted. What was posted or exported stays there.`;
}
