import type { ReactNode } from 'react';
import { Facts } from '@/components/ui/facts';

type CertificateFactsProps = {
  fingerprint: string;
  subject: string;
  spiffeId: string | null;
  from: ReactNode;
  until: ReactNode;
  expired: boolean;
  /** What the copy button of the fingerprint says; unique on the page. */
  copy: string;
};

/** What tells one certificate from another. */
export function CertificateFacts(props: CertificateFactsProps) {
  const { fingerprint, subject, spiffeId, from, until, expired, copy } = props;
  return (
    <Facts
      facts={[
        { term: 'SHA-256 fingerprint', value: <code>{fingerprint}</code>, copy },
        { term: 'Subject', value: subject || 'none' },
        ...(spiffeId ? [{ term: 'SPIFFE ID', value: <code>{spiffeId}</code> }] : []),
        { term: 'Valid from', value: from },
        {
          term: expired ? 'Expired' : 'Expires',
          value: expired ? <>{until}. It gets no more tokens.</> : until,
        },
      ]}
    />
  );
}
