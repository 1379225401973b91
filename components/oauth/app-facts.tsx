import type { ReactNode } from 'react';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { AppView, AppWithUse } from '@/lib/auth/oauth/authorization-server/app-registration';
import type { CertificateView } from '@/lib/auth/oauth/authorization-server/machine-certificate';
import { CertificateFacts } from './certificate-facts';

type AppFactsProps = { app: AppWithUse; metadataUrl: string };

/** What an app is, who uses it, and what its makers need to begin. */
export function AppFacts({ app, metadataUrl }: AppFactsProps) {
  return (
    <Facts
      facts={[
        { term: 'Client id', value: <code>{app.clientId}</code>, copy: 'client id' },
        { term: 'Discovery', value: <code>{metadataUrl}</code>, copy: 'metadata address' },
        { term: 'Kind', value: describeKind(app) },
        { term: 'Scopes', value: <code>{app.scopes.join(' ') || 'none'}</code> },
        { term: 'Required scopes', value: describeRequired(app) },
        { term: 'People who connected it', value: app.users },
        { term: 'Connections', value: app.grants },
        { term: 'Registered', value: <LocalTime time={app.createdAt} /> },
      ]}
    />
  );
}

function describeKind({ machineMode, resourceServer, authMethod }: AppWithUse): string {
  if (resourceServer) return 'Resource server: it introspects tokens of this workspace';
  if (machineMode)
    return `Machine client: acts on its own, with a certificate, ${machineMode} data`;
  if (authMethod === 'private_key_jwt') return 'Confidential: it signs with its own key';
  return authMethod === 'none' ? 'Public: it keeps no secret' : 'Confidential: it has a secret';
}

function describeRequired({ requiredScopes }: AppWithUse): ReactNode {
  return requiredScopes.length > 0 ? <code>{requiredScopes.join(' ')}</code> : 'nothing';
}

type MachineCertificateProps = {
  current: CertificateView;
  previous: AppView['previousCertificate'];
  /** The form that ends the overlap, for who may. */
  endOverlap: ReactNode;
};

/** The certificate that is bound to a machine client, and the one before while it works, too. */
export function MachineCertificate({ current, previous, endOverlap }: MachineCertificateProps) {
  return (
    <>
      <Certificate certificate={current} copy="fingerprint" />
      {previous && (
        <>
          <h3 className="mt-8 font-semibold">The one before</h3>
          <p className="mt-1 mb-4 text-sm">
            It works until <LocalTime time={previous.worksUntil} />.
          </p>
          <Certificate certificate={previous} copy="fingerprint before" />
          {endOverlap}
        </>
      )}
    </>
  );
}

function Certificate({ certificate, copy }: { certificate: CertificateView; copy: string }) {
  const { fingerprint, subject, spiffeId, notBefore, notAfter } = certificate;
  return (
    <CertificateFacts
      {...{ fingerprint, subject, spiffeId, copy }}
      from={<LocalTime time={notBefore} />}
      until={<LocalTime time={notAfter} />}
      expired={notAfter < new Date()}
    />
  );
}
