import { z } from 'zod';
import type { FieldError, ProblemError } from '@/lib/http/problem';
import { PROBLEMS } from '@/lib/http/problem-catalog';
import { maskSecrets } from '@/lib/mask-secrets';

/** Entries of `errors` that the log keeps of one call; the answer itself can name more. */
export const MAX_LOGGED_ERRORS = 10;
const MAX_POINTER = 100;
const MAX_DETAIL = 400;

/** What a refused call was told, as the log keeps it. */
export type Refusal = {
  /** The slug of the problem that was answered. */
  problem: string;
  detail: string;
  errors: FieldError[] | null;
};

/**
 * What the log keeps of a refusal: bounded, without secrets, and text that the database can hold.
 *
 * Attack: a caller's own field names come back in `errors`. A key pasted as a name would end in the
 * log, a thousand of them would fill it, and a NUL would keep a whole batch of rows from being
 * written.
 */
export function describeRefusal({
  slug,
  options,
}: Pick<ProblemError, 'slug' | 'options'>): Refusal {
  const { detail = PROBLEMS[slug].remedy, errors } = options;
  return {
    problem: slug,
    detail: toKept(detail, MAX_DETAIL),
    errors:
      errors?.slice(0, MAX_LOGGED_ERRORS).map((error) => ({
        pointer: toKept(error.pointer, MAX_POINTER),
        detail: toKept(error.detail, MAX_DETAIL),
      })) ?? null,
  };
}

/** Masked before it is cut: half a key is no longer recognised as one. */
function toKept(text: string, length: number): string {
  const masked = maskSecrets(text);
  const cut = masked.length > length ? `${masked.slice(0, length - 1)}…` : masked;
  return cut.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

const storedErrors = z.array(z.object({ pointer: z.string(), detail: z.string() }));

/** Reads `errors` as they were stored; empty where there are none. */
export function parseErrors(stored: unknown): FieldError[] {
  return stored === null ? [] : storedErrors.parse(stored);
}
