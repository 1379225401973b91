import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import type { PeerView } from '@/lib/auth/mtls/peer';

type CertificateChainProps = { title: string; chain: readonly PeerView[] };

const PLACES = ['workload', 'authority', 'root'] as const;

/** A chain from the workload's own certificate up to its authority. */
export function CertificateChain({ title, chain }: CertificateChainProps) {
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
            label: 'From',
            cell: (certificate) => <LocalTime time={certificate.notBefore} precision="second" />,
          },
          {
            label: 'Until',
            cell: (certificate) => <LocalTime time={certificate.notAfter} precision="second" />,
          },
        ]}
      />
    </div>
  );
}
