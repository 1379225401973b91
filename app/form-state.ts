import { ProblemError } from '@/lib/http/problem';
import { PROBLEMS } from '@/lib/http/problem-catalog';

/**
 * Turns a problem into messages next to the fields that it points at.
 * @param fields the form's field for each first part of a pointer, e.g. `{ allowed_cidrs: 'allow' }`.
 * @throws whatever is not a problem, for the error page.
 */
export function toFieldErrors<Field extends string>(
  error: unknown,
  fields: Record<string, Field>,
): Partial<Record<Field | 'form', string>> {
  if (!(error instanceof ProblemError)) throw error;
  const messages: Partial<Record<Field | 'form', string>> = {};
  for (const { pointer, detail } of error.options.errors ?? []) {
    const field = fields[pointer.split('/')[1] ?? ''] ?? 'form';
    messages[field] ??= detail;
  }
  if (Object.keys(messages).length > 0) return messages;
  return { form: error.options.detail ?? PROBLEMS[error.slug].remedy } as typeof messages;
}
