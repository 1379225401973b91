const DAY = { day: 'numeric', month: 'short' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const FORMATS = {
  date: { ...DAY, year: 'numeric' },
  minute: { ...DAY, ...CLOCK, year: 'numeric' },
  /** For lists of what just happened: the year only where it is not the current one. */
  second: { ...DAY, ...CLOCK, second: '2-digit' },
  /** For records that are kept, and times that lie ahead: always with the year. */
  exact: { ...DAY, ...CLOCK, second: '2-digit', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type TimePrecision = keyof typeof FORMATS;

/** Writes a moment in a time zone, and says so where that is UTC. */
export function formatMoment(
  moment: Date,
  precision: TimePrecision,
  zone: string,
  now = new Date(),
): string {
  const yearOf = (time: Date) => format(time, zone, { year: 'numeric' });
  const undated = precision === 'second' && yearOf(moment) === yearOf(now);
  const suffix = zone === 'UTC' && precision !== 'date' ? ' UTC' : '';
  const options = FORMATS[precision === 'second' && !undated ? 'exact' : precision];
  return `${format(moment, zone, options)}${suffix}`;
}

function format(time: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(time);
}

const UNITS: readonly { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
];
const WEEK_SECONDS = 604_800;

const RELATIVE = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' });

/** "5 minutes ago" or "in 3 hours"; null where a date says more, from a week on. */
export function formatRelative(time: Date, now: Date): string | null {
  const seconds = (time.getTime() - now.getTime()) / 1_000;
  if (Math.abs(seconds) >= WEEK_SECONDS) return null;
  const fitting = UNITS.find((unit) => Math.abs(seconds) >= unit.seconds);
  if (!fitting) return 'just now';
  return RELATIVE.format(Math.trunc(seconds / fitting.seconds), fitting.unit);
}
