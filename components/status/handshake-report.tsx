import { DoorLabel } from '@/components/door/door-mark';
import { Callout } from '@/components/ui/callout';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { ConnectionView } from '@/lib/auth/mtls/describe-connection';
import { CertificateChain } from './certificate-chain';

/** What a handshake with billing settled a moment ago. */
export function HandshakeReport({ connection }: { connection: ConnectionView }) {
  return (
    <>
      {connection.identityProblem && (
        <Callout tone="warning" title="Newer certificate files are not in use" className="mb-6">
          <p>{connection.identityProblem}</p>
        </Callout>
      )}
      <Facts
        facts={[
          { term: 'Door', value: <DoorLabel door="mtls" /> },
          { term: 'Protocol', value: <code>{connection.protocol}</code> },
          { term: 'Cipher', value: <code>{connection.cipher}</code> },
          { term: 'We are', value: <code>{connection.local.spiffeId}</code> },
          { term: 'They are', value: <code>{connection.remote.spiffeId}</code> },
          {
            term: 'Ours ends',
            value: <LocalTime time={connection.local.notAfter} precision="second" />,
          },
          {
            term: 'Ours is renewed',
            value: <LocalTime time={connection.nextRotation} precision="second" />,
          },
        ]}
      />
      <CertificateChain title="Our chain, web" chain={connection.localChain} />
      <CertificateChain title="Their chain, billing" chain={connection.remoteChain} />
    </>
  );
}
