import { z } from 'zod';

/**
 * A text that the database can hold and a page can show: bounded, no NUL, no half of a surrogate
 * pair.
 */
export function textSchema(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'Not a text.');
}
