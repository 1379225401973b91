import type { Metadata } from 'next';
import { readStyleRun, type StylePageProps } from '@/app/learn/read-style-run';
import { Concept } from '@/components/learn/chapter-page';
import { StyleChapter } from '@/components/learn/style-chapter';
import { Callout } from '@/components/ui/callout';
import { type Fact, Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { PeerView } from '@/lib/auth/mtls/peer';
import { describeBillingConnection } from '@/lib/billing/billing-connection';
import { ProblemError } from '@/lib/http/problem';

export const metadata: Metadata = { title: 'mTLS' };

export default async function MtlsChapter({ searchParams }: StylePageProps) {
  const { person, ...run } = await readStyleRun('mtls', searchParams);
  return <StyleChapter style="mtls" own={person && <OpenConnection />} {...run} />;
}

/** Both certificates of a handshake with billing, made for this page. */
async function OpenConnection() {
  const connection = await describeBillingConnection().catch((error: unknown) => {
    if (error instanceof ProblemError) return undefined;
    throw error;
  });
  if (!connection) {
    return (
      <Callout tone="warning" title="Billing does not answer">
        <p>Its certificates can be seen here once it does.</p>
      </Callout>
    );
  }
  return (
    <Concept id="own" title="The connection of this page">
      <p className="text-quiet">
        {connection.protocol}, {connection.cipher}. Made just now, between these two.
      </p>
      <div className="grid gap-6 md:grid-cols-2">
        <Facts facts={toFacts('This side', connection.local)} />
        <Facts facts={toFacts('Billing', connection.remote)} />
      </div>
    </Concept>
  );
}

function toFacts(who: string, peer: PeerView): Fact[] {
  return [
    { term: who, value: <code>{peer.spiffeId}</code> },
    { term: 'Serial', value: <code>{peer.serial}</code> },
    { term: 'Issued by', value: peer.issuer },
    { term: 'Valid from', value: <LocalTime time={peer.notBefore} /> },
    { term: 'Until', value: <LocalTime time={peer.notAfter} /> },
  ];
}
