import { StyleLabel } from '@/components/auth-style/style-mark';
import { Callout } from '@/components/ui/callout';
import { DataTable } from '@/components/ui/data-table';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import type { ConnectionView } from '@/lib/auth/mtls/client/describe-connection';
import type { PeerView } from '@/lib/auth/mtls/peer';

const KEY_EXCHANGES: Record<string, string> = {
  X25519MLKEM768: ', post-quantum',
  unnamed: ': Node 22 has no name for post-quantum ones, Node 24 has',
};

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
          { term: 'Door', value: <StyleLabel name="mtls" /> },
          { term: 'Protocol', value: <code>{connection.protocol}</code> },
          { term: 'Cipher', value: <code>{connection.cipher}</code> },
          {
            term: 'Key exchange',
            value: (
              <>
                <code>{connection.group}</code>
                {KEY_EXCHANGES[connection.group] ??
                  ', not post-quantum. Node 24 at both ends makes it so'}
              </>
            ),
          },
          { term: 'We are', value: <code>{connection.local.spiffeId}</code> },
          { term: 'They are', value: <code>{connection.remote.spiffeId}</code> },
          {
            term: 'Our certificate expires',
            value: <LocalTime time={connection.local.notAfter} precision="exact" />,
          },
          {
            term: 'Our certificate renews',
            value: <LocalTime time={connection.nextRotation} precision="exact" />,
          },
        ]}
      />
      <CertificateChain title="Our chain, web" chain={connection.localChain} />
      <CertificateChain title="Their chain, billing" chain={connection.remoteChain} />
    </>
  );
}

type CertificateChainProps = { title: string; chain: readonly PeerView[] };

const PLACES = ['workload', 'authority', 'root'] as const;

/** A chain from the workload's own certificate up to its authority. */
function CertificateChain({ title, chain }: CertificateChainProps) {
  const place = (certificate: PeerView) => PLACES[chain.indexOf(certificate)] ?? 'root';
  return (
    <div className="mt-6">
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      <DataTable
        caption={title}
        rows={chain}
        rowKey={(certificate) => certificate.serial}
        columns={[
          { label: 'Place', width: 'rows-wide:w-[11%]', cell: place },
          {
            label: 'Name',
            heading: true,
            width: 'rows-wide:w-[30%]',
            cell: (certificate) => (
              <code className="font-normal [overflow-wrap:anywhere]">{certificate.spiffeId}</code>
            ),
          },
          {
            label: 'Serial',
            width: 'rows-wide:w-[27%]',
            cell: (certificate) => (
              <code className="text-xs [overflow-wrap:anywhere]">{certificate.serial}</code>
            ),
          },
          {
            label: 'Valid from',
            cell: (certificate) => <LocalTime time={certificate.notBefore} precision="exact" />,
          },
          {
            label: 'Valid until',
            cell: (certificate) => <LocalTime time={certificate.notAfter} precision="exact" />,
          },
        ]}
      />
    </div>
  );
}
