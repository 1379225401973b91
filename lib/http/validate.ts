import type { z } from 'zod';
import { type FieldError, problem } from './problem';

/** Writes a path as a JSON pointer. @see RFC 6901 section 3 */
function toPointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/**
 * Checks what came in against a schema. Unknown fields are refused where the schema is strict.
 *
 * Attack: a field that the caller may not set (`workspace_id`, `scopes`, `mode`) is named in the
 * answer, not silently dropped and not stored.
 *
 * @throws {ProblemError} 422 `validation-failed` with a JSON pointer for each wrong field.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw problem('validation-failed', { errors: parsed.error.issues.flatMap(toFieldErrors) });
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ pointer: toPointer(issue.path), detail: issue.message }];
  }
  return issue.keys.map((key) => ({
    pointer: toPointer([...issue.path, key]),
    detail: 'There is no such field.',
  }));
}
