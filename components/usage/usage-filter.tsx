import { PageLink } from '@/components/ui/page-link';
import type { MeterView } from '@/lib/usage/usage-view';
import { RANGES, type UsageRange } from './usage-range';

/** Which meter is shown; the choice is in the URL. */
export function MeterChoice({
  meters,
  current,
  range,
}: {
  meters: readonly MeterView[];
  current: string;
  /** Kept when another meter is chosen. */
  range: UsageRange;
}) {
  return (
    <nav aria-label="Meter" className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {meters.map((meter) => (
        <PageLink
          key={meter.key}
          href={`/dashboard?${new URLSearchParams({ meter: meter.key, range: range.key, by: range.granularity })}`}
          aria-current={meter.key === current ? 'true' : undefined}
          className="min-w-0 [overflow-wrap:anywhere] border-b-2 border-transparent py-1 no-underline hover:border-outline aria-[current]:border-ink aria-[current]:font-semibold"
        >
          {meter.name}
        </PageLink>
      ))}
    </nav>
  );
}

type Choice = { key: string; label: string; href: string };

const GRANULARITIES = { hour: 'by hour', day: 'by day' } as const;

/** The range and the width of the bars; both are in the URL. */
export function ViewChoice({ meter, range }: { meter: string; range: UsageRange }) {
  const path = (key: string, by?: string) =>
    `/dashboard?${new URLSearchParams({ meter, range: key, ...(by ? { by } : {}) })}`;
  const ranges: Choice[] = RANGES.map(({ key, label }) => ({ key, label, href: path(key) }));
  if (!ranges.some(({ key }) => key === range.key)) {
    ranges.push({ key: range.key, label: range.key, href: path(range.key) });
  }
  const widths = range.choices.map((by) => ({
    key: by,
    label: GRANULARITIES[by],
    href: path(range.key, by),
  }));
  return (
    <div className="mt-4 flex flex-wrap justify-between gap-x-8 gap-y-1 text-sm">
      <Choices label="Range" choices={ranges} current={range.key} />
      {widths.length > 1 && <Choices label="Bars" choices={widths} current={range.granularity} />}
    </div>
  );
}

function Choices(props: { label: string; choices: readonly Choice[]; current: string }) {
  return (
    <nav aria-label={props.label} className="flex flex-wrap gap-x-4">
      {props.choices.map(({ key, label, href }) => (
        <PageLink
          key={key}
          href={href}
          aria-current={key === props.current ? 'true' : undefined}
          className="border-b-2 border-transparent py-1 no-underline hover:border-outline aria-[current]:border-ink aria-[current]:font-semibold"
        >
          {label}
        </PageLink>
      ))}
    </nav>
  );
}
