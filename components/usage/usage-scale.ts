import type { Granularity, UsageBucket } from '@/lib/usage/usage-view';

const FORMATS: Record<Granularity, Intl.DateTimeFormat> = {
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
  hour: new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  }),
};

/** An hour or a day of UTC, as the buckets are cut. */
export function formatBucket(start: Date, granularity: Granularity): string {
  return FORMATS[granularity].format(start);
}

/** Whether more can still come into a bucket by the clock. */
export function isRunning({ start, end }: UsageBucket, now = new Date()): boolean {
  return start <= now && now < end;
}
