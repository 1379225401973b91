import { cookies } from 'next/headers';
import { formatMoment, formatRelative, type TimePrecision } from './format-moment';

/**
 * The reader's time zone, as `public/page.js` left it in a cookie. UTC before the first page and
 * where no script runs. The server writes the final text, so nothing changes after it is shown.
 */
export async function readTimeZone(): Promise<string> {
  const zone = decodeURIComponent((await cookies()).get('tollgate.zone')?.value ?? 'UTC');
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** Writes a moment in the reader's zone; says so where that is UTC. */
export async function formatTime(time: Date | string, precision: TimePrecision = 'minute') {
  return formatMoment(new Date(time), precision, await readTimeZone());
}

type LocalTimeProps = {
  time: Date | string;
  precision?: TimePrecision;
  /** How long ago or until then, where that is within a week. */
  relative?: boolean;
};

/** A moment in the reader's zone; its exact UTC time is in the markup and shows on hovering. */
export async function LocalTime({ time, precision = 'minute', relative = false }: LocalTimeProps) {
  const moment = new Date(time);
  const exact = moment.toISOString();
  const distance = relative ? formatRelative(moment, new Date()) : null;
  return (
    <time dateTime={exact} title={exact} className="tabular rows-wide:whitespace-nowrap">
      {distance ?? (await formatTime(time, precision))}
    </time>
  );
}
