import type { IncomingMessage } from 'node:http';
import { problem } from '@/lib/http/problem';
import { describeHeaderName } from './header-name';

/** Node itself would drop what comes after its own limit, unseen by everybody. */
const MOST_LINES = 100;

/**
 * Counts the lines that came over the wire, before anything joins or drops them.
 *
 * Attack: `X-API-Key` twice is joined to "a, b"; of two `Authorization` lines Node keeps the first
 * and a proxy in front may have checked the second.
 *
 * @throws {ProblemError} 400 `ambiguous-credentials`, or `malformed-request` for other headers and
 * for more than a hundred lines.
 */
export function refuseAmbiguousHeaders({ rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length > MOST_LINES * 2) {
    throw problem('malformed-request', { detail: `At most ${MOST_LINES} header lines.` });
  }
  let seen = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const { name, once } = describeHeaderName(rawHeaders[index] ?? '');
    if ((seen & once) !== 0) {
      const credential = name === 'x-api-key' || name === 'authorization';
      throw problem(credential ? 'ambiguous-credentials' : 'malformed-request');
    }
    seen |= once;
  }
}
