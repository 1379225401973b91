import { getClientContext } from './client-context';
import { toProblem } from './to-problem';

/** Remembers for the request being answered that something it depends on is down, where that is it. */
export function noteFailure(error: unknown): void {
  if (toProblem(error).slug === 'dependency-unavailable') getClientContext().unavailable = true;
}
