import { PageLink } from '@/components/ui/page-link';
import type { MeterView } from '@/lib/usage/usage-view';
import type { UsageRange } from './usage-range';

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
          className="min-w-0 [overflow-wrap:anywhere] border-b-2 border-transparent py-1 no-underline hover:border-outline aria-[current]:border-accent aria-[current]:font-semibold"
        >
          {meter.name}
        </PageLink>
      ))}
    </nav>
  );
}
