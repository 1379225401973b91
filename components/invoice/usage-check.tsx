import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { PageLink } from '@/components/ui/page-link';
import type { Principal } from '@/lib/auth/principal';
import type { Invoice } from '@/lib/billing/wire';
import { ProblemError } from '@/lib/http/problem';
import { readUsage } from '@/lib/usage/read-usage';
import { formatDecimal } from '@/lib/billing/money';
import { type ChargedUsage, sumUsage } from './sum-usage';

type CheckedUsage = ChargedUsage & { counted: string | null };

/** What the meter says of a month; null where the meter is gone. */
async function countUsage(
  principal: Principal,
  { meter, period }: ChargedUsage,
): Promise<string | null> {
  const from = new Date(`${period}-01T00:00:00Z`);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1));
  try {
    const { total } = await readUsage(principal, { meter, from, to, granularity: 'day' });
    return String(total);
  } catch (error) {
    if (error instanceof ProblemError && error.slug === 'not-found') return null;
    throw error;
  }
}

/** The quantities of an invoice beside what the meters say now, each with the way to its usage. */
export async function UsageCheck({
  principal,
  invoice,
}: {
  principal: Principal;
  invoice: Invoice;
}) {
  const rows: CheckedUsage[] = await Promise.all(
    sumUsage(invoice.lines).map(async (usage) => ({
      ...usage,
      counted: await countUsage(principal, usage),
    })),
  );
  if (rows.length === 0) return <p className="text-sm text-quiet">No usage is on this invoice.</p>;
  return (
    <DataTable
      caption="Usage behind the invoice"
      rows={rows}
      rowKey={(row) => `${row.meter} ${row.period}`}
      columns={[
        {
          label: 'Meter',
          heading: true,
          cell: ({ meter, period }) => (
            <PageLink href={`/dashboard?meter=${meter}&range=${period}`}>
              <code>{meter}</code>
            </PageLink>
          ),
        },
        { label: 'Month of use', cell: ({ period }) => period },
        {
          label: 'On this invoice',
          numeric: true,
          cell: ({ quantity }) => formatDecimal(quantity),
        },
        {
          label: 'Metered',
          numeric: true,
          cell: ({ counted }) => (counted === null ? 'meter is gone' : formatDecimal(counted)),
        },
        { label: 'Agree', cell: (row) => <Agreement row={row} issued={invoice} /> },
      ]}
    />
  );
}

function Agreement({ row, issued }: { row: CheckedUsage; issued: Invoice }) {
  if (row.counted === null) return null;
  if (row.quantity === row.counted) return <Badge tone="good">to the last digit</Badge>;
  const ownMonth = issued.period.start.startsWith(row.period);
  return (
    <Badge>{ownMonth ? 'the rest came late: see the next invoice' : 'the rest was before'}</Badge>
  );
}
