import { z } from 'zod';

/** NUL, or half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** What is said of a text that is not storable. */
export const UNSTORABLE_TEXT = 'Contains NUL or half of a surrogate pair, which cannot be stored.';

/** Whether the database can hold a text and a page can show it. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/**
 * A text that the database can hold and a page can show: bounded, no NUL, no half of a surrogate
 * pair.
 */
export function textSchema(maxLength: number) {
  return z.string().min(1).max(maxLength).refine(isStorable, UNSTORABLE_TEXT);
}
