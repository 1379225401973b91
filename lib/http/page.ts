import { z } from 'zod';
import { type ProblemError, problem } from './problem';

/** One page of a list. `next_cursor` is null at the end. */
export type Page<T> = { data: T[]; next_cursor: string | null };

/** What a list function takes. `cursor` is the opaque text that the page before gave. */
export type PageRequest = { limit: number; cursor?: string | undefined };

export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 20;

/** The query of each list call: `?limit=1..100&cursor=`. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,9}$/, 'A whole number.')
    .transform(Number)
    .pipe(z.number().int().min(1).max(MAX_PAGE_SIZE))
    .default(DEFAULT_PAGE_SIZE)
    .describe('Rows a page.'),
  cursor: z.string().max(512).optional().describe('The next_cursor of the page before.'),
};

/** What the database can compare with: no NUL. */
const POSITION = /^[^\0]*$/;

/**
 * Writes the position after the last row of a page: the texts that the list is ordered by, and the
 * list, since a position in another one would silently be a wrong place in this.
 * @see docs/decisions/0075-pagination-cursors.md
 */
export function encodeCursor(list: string, position: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url');
}

/**
 * Reads a cursor back.
 * @param parts how many texts the list is ordered by.
 * @throws {ProblemError} 422 `validation-failed` for anything that `encodeCursor` did not write for
 * this list.
 */
export function decodeCursor(
  list: string,
  cursor: string | undefined,
  parts: number,
): string[] | undefined {
  if (cursor === undefined) return undefined;
  const texts = z.array(z.string().max(256).regex(POSITION)).length(parts);
  const shape = z.tuple([z.literal(list)], z.string()).transform(([, ...rest]) => rest);
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return texts.parse(shape.parse(decoded));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

/** 422 for a cursor that does not belong to the list. */
export function invalidCursor(cause?: unknown): ProblemError {
  const errors = [{ pointer: '/cursor', detail: 'This is no cursor of this list.' }];
  return problem('validation-failed', { errors, cause });
}

/**
 * Makes a page of rows that were read with `limit + 1`: the one too many tells that more follow.
 * @param position the texts of a row that the list is ordered by.
 */
export function toPage<Row, View>(
  list: string,
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
  position: (row: Row) => readonly string[],
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(view), next_cursor: more ? encodeCursor(list, position(last)) : null };
}
