import { scaleBand, scaleLinear } from '@visx/scale';
import { Bar, Line } from '@visx/shape';
import clsx from 'clsx';
import type { Granularity, UsageBucket } from '@/lib/usage/usage-view';
import { ChartReader } from './chart-reader';
import { formatCompact, formatQuantity } from './format-quantity';
import { formatBucket, isRunning } from './usage-scale';

const HEIGHT = 100;
const WIDTH = 300;
const PADDING = 0.28;
const MARKS = 5;
/** About how many levels of the scale are written out; they are round numbers. */
const LEVELS = 3;

type UsageChartProps = {
  buckets: readonly UsageBucket[];
  granularity: Granularity;
  label: string;
  unit: string;
};

/**
 * Usage as bars, drawn on the server: the page needs no charting code. The bars stretch with the
 * page, the figures at their sides do not; a table below holds them all. What has a place of its
 * own has it as an attribute of SVG: the policy of the pages applies no `style` attribute.
 * @see docs/decisions/0049-charts-with-visx.md
 */
export function UsageChart({ buckets, granularity, label, unit }: UsageChartProps) {
  const highest = Math.max(1, ...buckets.map((bucket) => Number(bucket.quantity)));
  const y = scaleLinear({ domain: [0, highest], range: [HEIGHT, 0], nice: 4 });
  const x = scaleBand({
    domain: buckets.map((_, index) => index),
    range: [0, WIDTH],
    padding: PADDING,
  });
  const marks = y.ticks(LEVELS);
  return (
    <figure>
      <div className="flex gap-3">
        <svg aria-hidden className="h-56 w-9 shrink-0 overflow-visible">
          {marks.map((mark) => (
            <text
              key={mark}
              x="100%"
              y={`${y(mark)}%`}
              dy="0.35em"
              textAnchor="end"
              className="tabular fill-quiet text-xs"
            >
              {formatCompact(mark)}
            </text>
          ))}
        </svg>
        <div className="relative h-56 min-w-0 flex-1">
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={label}
            className="h-full w-full overflow-visible"
          >
            {marks.map((mark) => (
              <Line
                key={mark}
                from={{ x: 0, y: y(mark) }}
                to={{ x: WIDTH, y: y(mark) }}
                stroke="var(--rule)"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {buckets.map((bucket, index) => (
              <Bar
                key={bucket.start.toISOString()}
                x={x(index) ?? 0}
                y={y(Number(bucket.quantity))}
                width={x.bandwidth()}
                height={HEIGHT - y(Number(bucket.quantity))}
                fill={isRunning(bucket) ? 'var(--sunk)' : 'var(--api-key)'}
                stroke={isRunning(bucket) ? 'var(--api-key)' : undefined}
                vectorEffect="non-scaling-stroke"
              />
            ))}
            <Line
              from={{ x: 0, y: HEIGHT }}
              to={{ x: WIDTH, y: HEIGHT }}
              stroke="var(--ink)"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <ChartReader
            label={label}
            values={buckets.map(
              ({ start, quantity }) =>
                `${formatBucket(start, granularity)}: ${formatQuantity(quantity)} ${unit}`,
            )}
          />
        </div>
      </div>
      <svg aria-hidden className="mt-2 ml-12 h-4 w-[calc(100%-3rem)] overflow-visible">
        {chooseMarks(buckets.length).map((index, place) => (
          <text
            key={index}
            x={`${markPosition(index, buckets.length)}%`}
            y="0.75rem"
            textAnchor={markAnchor(index, buckets.length)}
            // A phone has room for three hours with their dates.
            className={clsx(
              'fill-quiet text-xs',
              granularity === 'hour' && place % 2 === 1 && 'max-sm:hidden',
            )}
          >
            {formatBucket(buckets[index]?.start ?? new Date(0), granularity)}
          </text>
        ))}
      </svg>
      <UsageTable buckets={buckets} granularity={granularity} label={label} unit={unit} />
    </figure>
  );
}

/** The first, the last and a few bars between get a label below. */
function chooseMarks(count: number): number[] {
  const last = count - 1;
  const steps = Math.min(MARKS - 1, last);
  if (steps < 1) return [0];
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((step * last) / steps));
}

function markPosition(index: number, count: number): number {
  if (index === 0) return 0;
  return index === count - 1 ? 100 : ((index + 0.5) / count) * 100;
}

function markAnchor(index: number, count: number): 'start' | 'middle' | 'end' {
  if (index === 0) return 'start';
  return index === count - 1 ? 'end' : 'middle';
}

type UsageTableProps = {
  buckets: readonly UsageBucket[];
  granularity: Granularity;
  label: string;
  unit: string;
};

/** The figures of a chart. */
function UsageTable({ buckets, granularity, label, unit }: UsageTableProps) {
  return (
    <details className="no-print mt-3 text-sm">
      <summary className="w-fit text-quiet">Show as table</summary>
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
