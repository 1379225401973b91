import type { Granularity, UsageBucket } from '@/lib/usage/usage-view';
import { formatQuantity } from './format-quantity';
import { formatBucket } from './usage-scale';

type UsageTableProps = {
  buckets: readonly UsageBucket[];
  granularity: Granularity;
  label: string;
  unit: string;
};

/** The figures of a chart. */
export function UsageTable({ buckets, granularity, label, unit }: UsageTableProps) {
  return (
    <details className="no-print mt-3 text-sm">
      <summary className="w-fit text-quiet">The same as a table</summary>
      <table className="tabular mt-3 w-full max-w-sm border-y border-rule">
        <caption className="sr-only">{label}</caption>
        <thead className="text-left text-xs text-quiet">
          <tr className="border-b border-outline">
            <th scope="col" className="py-1.5 font-normal">
              {granularity === 'day' ? 'Day' : 'Hour'} (UTC)
            </th>
            <th scope="col" className="py-1.5 text-right font-normal [overflow-wrap:anywhere]">
              {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.start.toISOString()} className="border-b border-rule last:border-b-0">
              <th scope="row" className="py-1 text-left font-normal">
                {formatBucket(bucket.start, granularity)}
              </th>
              <td className="py-1 text-right [overflow-wrap:anywhere]">
                {formatQuantity(bucket.quantity)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
