import { CopyButton } from '@/components/ui/copy-button';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { AppWithUse } from '@/lib/auth/oauth/authorization-server/app-registration';

type AppFactsProps = { app: AppWithUse; metadataUrl: string };

/** What an app is, who uses it, and what its makers need to begin. */
export function AppFacts({ app, metadataUrl }: AppFactsProps) {
  return (
    <Facts
      facts={[
        {
          term: 'Client id',
          value: <Copied id="client-id" what="client id" text={app.clientId} />,
        },
        {
          term: 'Everything else',
          value: <Copied id="metadata-url" what="metadata address" text={metadataUrl} />,
        },
        { term: 'Kind', value: describeKind(app) },
        { term: 'May ask for', value: <code>{app.scopes.join(' ')}</code> },
        { term: 'Cannot work without', value: <code>{app.requiredScopes.join(' ') || '–'}</code> },
        { term: 'People who connected it', value: app.users },
        { term: 'Permissions in force', value: app.grants },
        { term: 'Registered', value: <LocalTime time={app.createdAt} /> },
      ]}
    />
  );
}

function describeKind({ machineMode, public: isPublic }: AppWithUse): string {
  if (machineMode) return `Machine client: acts by itself, by certificate, ${machineMode} data`;
  return isPublic ? 'Public: it keeps no secret' : 'Confidential: it has a secret';
}

function Copied({ id, what, text }: { id: string; what: string; text: string }) {
  return (
    <span className="flex flex-wrap items-center gap-3">
      <code id={id} className="[overflow-wrap:anywhere]">
        {text}
      </code>
      <CopyButton what={what} from={id} />
    </span>
  );
}
