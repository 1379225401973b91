import type { Granularity } from '@/lib/usage/usage-view';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More bars than this cannot be told apart. */
const MAX_HOURS = 7 * 24;
const MONTH = /^(20\d{2})-(0[1-9]|1[0-2])$/;

const LENGTHS = {
  '24h': { label: '24 hours', hours: 24 },
  '7d': { label: '7 days', hours: 7 * 24 },
  '30d': { label: '30 days', hours: 30 * 24 },
  '90d': { label: '90 days', hours: 90 * 24 },
} as const;

type RangeKey = keyof typeof LENGTHS;

export const RANGES = Object.entries(LENGTHS).map(([key, { label }]) => ({ key, label }));

export type UsageRange = {
  /** As it stands in the URL. */
  key: string;
  /** "in the last 30 days", "in 2026-10". */
  label: string;
  from: Date;
  to: Date;
  granularity: Granularity;
  /** Whether hours can be shown, too, and days. */
  choices: readonly Granularity[];
};

const isLength = (text: string): text is RangeKey => Object.hasOwn(LENGTHS, text);

function monthRange(text: string): Omit<UsageRange, 'granularity'> | undefined {
  const match = MONTH.exec(text);
  if (!match) return undefined;
  const [year, month] = [Number(match[1]), Number(match[2])];
  return {
    key: text,
    label: `in ${text}`,
    from: new Date(Date.UTC(year, month - 1)),
    to: new Date(Date.UTC(year, month)),
    choices: ['day'],
  };
}

function lastRange(key: RangeKey, now: Date): Omit<UsageRange, 'granularity'> {
  const { label, hours } = LENGTHS[key];
  const unit = key === '24h' ? HOUR_MS : DAY_MS;
  const to = new Date((Math.floor(now.getTime() / unit) + 1) * unit);
  const choices: Granularity[] =
    key === '24h' ? ['hour'] : hours <= MAX_HOURS ? ['hour', 'day'] : ['day'];
  return {
    key,
    label: `in the last ${label}`,
    from: new Date(to.getTime() - hours * HOUR_MS),
    to,
    choices,
  };
}

/**
 * What a dashboard shows: a month of UTC, or so many days until now. Whatever else stands in the URL
 * means 30 days by day.
 */
export function readRange(
  range: string | undefined,
  by: string | undefined,
  now = new Date(),
): UsageRange {
  const found = monthRange(range ?? '') ?? lastRange(range && isLength(range) ? range : '30d', now);
  const wanted = found.choices.find((choice) => choice === by);
  return { ...found, granularity: wanted ?? found.choices.at(-1) ?? 'day' };
}
