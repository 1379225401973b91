import { PROBLEMS, type ProblemSlug } from '@/lib/http/problem-catalog';

/** Whether a text names a problem of the catalogue. */
export function isProblemSlug(text: string): text is ProblemSlug {
  return Object.hasOwn(PROBLEMS, text);
}
