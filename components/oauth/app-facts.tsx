import type { ReactNode } from 'react';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { AppWithUse } from '@/lib/auth/oauth/authorization-server/app-registration';

type AppFactsProps = { app: AppWithUse; metadataUrl: string };

/** What an app is, who uses it, and what its makers need to begin. */
export function AppFacts({ app, metadataUrl }: AppFactsProps) {
  return (
    <Facts
      facts={[
        { term: 'Client id', value: <code>{app.clientId}</code>, copy: 'client id' },
        { term: 'Everything else', value: <code>{metadataUrl}</code>, copy: 'metadata address' },
        { term: 'Kind', value: describeKind(app) },
        { term: 'May ask for', value: <code>{app.scopes.join(' ')}</code> },
        { term: 'Cannot work without', value: describeRequired(app) },
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

function describeRequired({ requiredScopes }: AppWithUse): ReactNode {
  return requiredScopes.length > 0 ? <code>{requiredScopes.join(' ')}</code> : 'nothing';
}
