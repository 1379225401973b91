import type { Metadata } from 'next';
import { HandshakeReport } from '@/components/status/handshake-report';
import { readSystemStatus } from '@/components/status/read-system-status';
import { Badge } from '@/components/ui/badge';
import { Callout } from '@/components/ui/callout';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader, Section } from '@/components/ui/page-header';

export const metadata: Metadata = { title: 'Status' };
export const dynamic = 'force-dynamic';

export default async function StatusPage() {
  const { parts, connection } = await readSystemStatus();
  const down = parts.filter((part) => !part.serves);
  return (
    <>
      <PageHeader
        title={
          down.length === 0
            ? 'All systems operational'
            : `Down: ${down.map(({ name }) => name).join(', ')}`
        }
        lead={
          <>
            Asked at <LocalTime time={new Date()} precision="second" />. Load the page again to ask
            again.
          </>
        }
      />
      <DataTable
        caption="Parts of the system"
        rows={parts}
        rowKey={(part) => part.name}
        columns={[
          { label: 'Part', heading: true, cell: (part) => part.name },
          {
            label: 'State',
            cell: (part) => (
              <Badge tone={part.serves ? 'good' : 'bad'}>{part.serves ? 'up' : 'down'}</Badge>
            ),
          },
          { label: 'Note', cell: (part) => part.remark },
        ]}
      />
      <Section
        id="handshake"
        title="The handshake with billing"
        lead="Made for this page, by the code that every call uses."
      >
        {connection ? (
          <HandshakeReport connection={connection} />
        ) : parts.some(({ name, serves }) => name === 'billing' && serves) ? (
          <p>The mesh makes it, out of sight of this process.</p>
        ) : (
          <Callout tone="warning" title="There was none" role="status">
            <p>
              Either billing does not run, or one side does not trust the other. The log of web says
              which.
            </p>
          </Callout>
        )}
      </Section>
    </>
  );
}
