import type { ServerResponse } from 'node:http';
import { type ProblemError, problemResponse } from '@/lib/http/problem';

/** Writes a problem on a plain Node response. */
export async function writeProblem(
  response: ServerResponse,
  error: ProblemError,
  requestId: string,
): Promise<void> {
  const answer = problemResponse(error, requestId);
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.statusCode = answer.status;
  response.end(await answer.text());
}
