import { formatDecimal, formatUnitPrice } from '@/lib/billing/money';
import { DataTable } from '@/components/ui/data-table';
import type { Plan } from '@/lib/billing/wire';

type Step = { meter: string; range: string; price: string };

/** The steps of a plan's price list as people read them. */
export function toSteps({ tiers, currency }: Plan): Step[] {
  return tiers.map(({ meter, up_to: upTo, unit_price: unitPrice }, index) => {
    const before = tiers[index - 1];
    const from = before?.meter === meter ? before.up_to : null;
    const end = upTo === null ? null : formatDecimal(upTo);
    const start = from === null ? null : formatDecimal(from);
    const range = start ? (end ? `${start} to ${end}` : `above ${start}`) : `first ${end ?? 'on'}`;
    const free = Number(unitPrice) === 0;
    return { meter, range, price: free ? 'included' : formatUnitPrice(unitPrice, currency) };
  });
}

/** What one unit costs, by meter and step. */
export function PriceTable({ plan }: { plan: Plan }) {
  return (
    <DataTable
      caption={`Unit prices of ${plan.name}`}
      rows={toSteps(plan)}
      rowKey={(step) => `${step.meter} ${step.range}`}
      columns={[
        { label: 'Meter', heading: true, cell: (step) => <code>{step.meter}</code> },
        { label: 'In a month', cell: (step) => step.range },
        { label: 'Each', numeric: true, cell: (step) => step.price },
      ]}
    />
  );
}
