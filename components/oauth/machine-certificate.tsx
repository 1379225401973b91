import type { ReactNode } from 'react';
import { LocalTime } from '@/components/ui/local-time';
import type { AppView } from '@/lib/auth/oauth/authorization-server/app-registration';
import type { CertificateView } from '@/lib/auth/oauth/authorization-server/machine-certificate';
import { CertificateFacts } from './certificate-facts';

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
