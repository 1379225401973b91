import type { ServerResponse } from 'node:http';
import { type ProblemError, problemAnswer } from '@/lib/http/problem';

/** Writes a problem on a plain Node response. */
export function writeProblem(
  response: ServerResponse,
  error: ProblemError,
  requestId: string,
): void {
  const answer = problemAnswer(error, requestId);
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.statusCode = answer.status;
  response.end(answer.body);
}
