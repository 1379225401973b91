import { z } from 'zod';

/** A list answer, as every list gives it. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    next_cursor: z.string().nullable().describe('Send it as `cursor` for the next page.'),
  });
}

/** A time in an answer: RFC 3339, UTC. */
export const timestampOutput = z.iso.datetime().describe('RFC 3339, UTC.');

const EARLIEST = new Date('2000-01-01T00:00:00Z');
const LATEST = new Date('2100-01-01T00:00:00Z');

const TIME = 'A time like 2026-11-01T10:00:00Z or 2026-11-01T12:00:00+02:00; no leap second.';

/** A time that a caller sends: RFC 3339 with an offset, within this century. */
export const timestampInput = z.iso
  .datetime({ offset: true, abort: true, error: TIME })
  .refine((text) => isInRange(new Date(text)), {
    error: 'A time from 2000 to 2099.',
    abort: true,
  })
  .describe('RFC 3339 with an offset.');

const dayInput = z.iso
  .date({ abort: true })
  .refine((text) => isInRange(new Date(text)), { abort: true });

/** A time or a day (midnight UTC) in a query. */
export const timeOrDayInput = z
  .union([timestampInput, dayInput], {
    error: 'A time like 2026-11-01T10:00:00Z or a day like 2026-11-01, from 2000 to 2099.',
  })
  .describe('RFC 3339 time with an offset, or a day in UTC.');

function isInRange(time: Date): boolean {
  return time >= EARLIEST && time < LATEST;
}

export const modeOutput = z.enum(['test', 'live']);
