import { z } from 'zod';

/** NUL, or half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * A text that the database can hold and a page can show: bounded, no NUL, no half of a surrogate
 * pair.
 */
export function textSchema(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => !UNSTORABLE.test(text), 'Not a text.');
}
