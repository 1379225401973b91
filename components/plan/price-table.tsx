import { formatDecimal, formatUnitPrice } from '@/lib/billing/money';
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

/** What one unit costs, by meter and step. Narrow enough to be a table on every screen. */
export function PriceTable({ plan }: { plan: Plan }) {
  const steps = toSteps(plan);
  return (
    <table className="tabular w-full border-y border-rule text-sm">
      <caption className="sr-only">{`Unit prices of ${plan.name}`}</caption>
      <thead className="text-left text-xs text-quiet">
        <tr className="border-b border-outline">
          <th scope="col" className="py-2 pr-4 font-normal">
            Meter
          </th>
          <th scope="col" className="py-2 pr-4 font-normal">
            In a month
          </th>
          <th scope="col" className="py-2 text-right font-normal">
            Each
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ meter, range, price }, index) => (
          <tr key={`${meter} ${range}`} className="border-b border-rule last:border-b-0">
            {meter !== steps[index - 1]?.meter && (
              <th
                scope="rowgroup"
                rowSpan={steps.filter((step) => step.meter === meter).length}
                className="py-2 pr-4 text-left align-top font-normal [overflow-wrap:anywhere]"
              >
                <code>{meter}</code>
              </th>
            )}
            <td className="py-2 pr-4">{range}</td>
            <td className="py-2 text-right">{price}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
