import type { UsageBucket } from '@/lib/usage/usage-view';
import { formatCompact, formatQuantity } from './format-quantity';
import { formatDay, roundUp } from './usage-scale';
import { UsageTable } from './usage-table';

const HEIGHT = 100;
const STEP = 10;
const BAR = 7.2;

type UsageChartProps = { buckets: readonly UsageBucket[]; label: string; unit: string };

/**
 * Thirty days of usage as bars, drawn on the server: the page needs no charting code. The bars stretch with
 * the page, the figures at their sides do not; a table below holds them all.
 */
export function UsageChart({ buckets, label, unit }: UsageChartProps) {
  const top = roundUp(Math.max(...buckets.map((bucket) => bucket.quantity)));
  const width = buckets.length * STEP;
  return (
    <figure>
      <div className="flex gap-3">
        <div
          aria-hidden
          className="tabular flex h-56 w-9 shrink-0 flex-col justify-between text-right text-xs leading-none text-quiet"
        >
          {[top, top / 2, 0].map((mark) => (
            <span key={mark} className="-my-1.5">
              {formatCompact(mark)}
            </span>
          ))}
        </div>
        <svg
          viewBox={`0 0 ${width} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          className="h-56 min-w-0 flex-1 overflow-visible"
        >
          {[0, HEIGHT / 2].map((y) => (
            <path
              key={y}
              d={`M0 ${y}H${width}`}
              stroke="var(--rule)"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {buckets.map((bucket, index) => {
            const height = (bucket.quantity / top) * HEIGHT;
            const unfinished = index === buckets.length - 1;
            return (
              <rect
                key={bucket.start.toISOString()}
                x={index * STEP + (STEP - BAR) / 2}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                fill={unfinished ? 'var(--sunk)' : 'var(--ink)'}
                stroke={unfinished ? 'var(--ink)' : undefined}
                vectorEffect="non-scaling-stroke"
              >
                <title>{`${formatDay(bucket.start)}: ${formatQuantity(bucket.quantity)} ${unit}`}</title>
              </rect>
            );
          })}
          <path d={`M0 ${HEIGHT}H${width}`} stroke="var(--ink)" vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <div aria-hidden className="mt-2 ml-12 grid grid-cols-30 text-xs text-quiet">
        {buckets.map((bucket, index) => (
          <Mark
            key={bucket.start.toISOString()}
            bucket={bucket}
            index={index}
            of={buckets.length}
          />
        ))}
      </div>
      <UsageTable buckets={buckets} label={label} unit={unit} />
    </figure>
  );
}

/** A label below every seventh bar, and below the last. */
function Mark({ bucket, index, of }: { bucket: UsageBucket; index: number; of: number }) {
  const last = index === of - 1;
  const fromEnd = of - 1 - index;
  if (fromEnd % 7 !== 0) return <span />;
  return (
    <span
      className={`flex w-0 whitespace-nowrap ${last ? 'justify-self-end' : 'justify-self-center'}`}
    >
      <span className={last ? '-translate-x-full' : '-translate-x-1/2'}>
        {last ? 'today' : formatDay(bucket.start)}
      </span>
    </span>
  );
}
