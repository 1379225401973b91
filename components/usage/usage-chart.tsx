import type { UsageBucket } from '@/lib/usage/usage-view';
import { formatCompact, formatQuantity } from './format-quantity';
import { roundUp } from './usage-scale';

const WIDTH = 900;
const HEIGHT = 260;
const LEFT = 52;
const BOTTOM = 28;
const TOP = 10;
const PLOT_WIDTH = WIDTH - LEFT;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

type UsageChartProps = { buckets: readonly UsageBucket[]; label: string; unit: string };

/**
 * Usage by day as bars, drawn on the server: the page needs no charting code. The figures stand in a
 * table below for whoever can't see or wants the numbers.
 */
export function UsageChart({ buckets, label, unit }: UsageChartProps) {
  const top = roundUp(Math.max(...buckets.map((bucket) => bucket.quantity)));
  const step = PLOT_WIDTH / Math.max(buckets.length, 1);
  const y = (quantity: number) => TOP + PLOT_HEIGHT * (1 - quantity / top);
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="w-full">
        <defs>
          <pattern id="unfinished" width="6" height="6" patternUnits="userSpaceOnUse">
            <path d="M0 6 6 0" stroke="var(--ink)" strokeWidth="1.5" />
          </pattern>
        </defs>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <path
              d={`M${LEFT} ${y(top * part)}H${WIDTH}`}
              stroke={part === 0 ? 'var(--ink)' : 'var(--rule)'}
            />
            <text
              x={LEFT - 10}
              y={y(top * part) + 5}
              textAnchor="end"
              className="fill-quiet text-[15px] sm:text-[13px]"
            >
              {formatCompact(top * part)}
            </text>
          </g>
        ))}
        {buckets.map((bucket, index) => {
          const last = index === buckets.length - 1;
          const x = LEFT + index * step + step * 0.14;
          return (
            <g key={bucket.start.toISOString()}>
              <rect
                x={x}
                y={y(bucket.quantity)}
                width={step * 0.72}
                height={Math.max(0, y(0) - y(bucket.quantity))}
                fill={last ? 'url(#unfinished)' : 'var(--ink)'}
                stroke={last ? 'var(--ink)' : undefined}
              >
                <title>{`${DAY.format(bucket.start)}: ${formatQuantity(bucket.quantity)} ${unit}`}</title>
              </rect>
              {(index % 7 === 1 || last) && (
                <text
                  x={x + step * 0.36}
                  y={HEIGHT - 6}
                  textAnchor={last ? 'end' : 'middle'}
                  className="fill-quiet text-[15px] sm:text-[13px]"
                >
                  {last ? 'today' : DAY.format(bucket.start)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <details className="no-print mt-2 text-sm">
        <summary className="w-fit text-quiet">The same as a table</summary>
        <table className="tabular mt-3 w-full max-w-sm border-y border-rule">
          <caption className="sr-only">{label}</caption>
          <thead className="text-left text-xs text-quiet">
            <tr className="border-b border-outline">
              <th scope="col" className="py-1.5 font-normal">
                Day (UTC)
              </th>
              <th scope="col" className="py-1.5 text-right font-normal">
                {unit}
              </th>
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket) => (
              <tr key={bucket.start.toISOString()} className="border-b border-rule last:border-b-0">
                <th scope="row" className="py-1 text-left font-normal">
                  {DAY.format(bucket.start)}
                </th>
                <td className="py-1 text-right">{formatQuantity(bucket.quantity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
