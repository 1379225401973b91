import type { IncomingMessage } from 'node:http';
import { problem } from '@/lib/http/problem';

/**
 * `100-continue` is the one expectation there is, and Node meets it before we are asked.
 * @throws {ProblemError} 417 `expectation-failed` for any other.
 * @see RFC 9110 section 10.1.1
 */
export function refuseExpectation({ headers }: IncomingMessage): void {
  const { expect } = headers;
  if (expect === undefined || expect.toLowerCase() === '100-continue') return;
  throw problem('expectation-failed');
}
