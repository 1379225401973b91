const UNITS: readonly { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
];
const WEEK_SECONDS = 604_800;

const format = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' });

/** "5 minutes ago" or "in 3 hours"; null where a date says more, from a week on. */
export function formatRelative(time: Date, now: Date): string | null {
  const seconds = (time.getTime() - now.getTime()) / 1_000;
  if (Math.abs(seconds) >= WEEK_SECONDS) return null;
  const fitting = UNITS.find((unit) => Math.abs(seconds) >= unit.seconds);
  if (!fitting) return 'just now';
  return format.format(Math.trunc(seconds / fitting.seconds), fitting.unit);
}
