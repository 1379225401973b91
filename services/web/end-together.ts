import type { ServerResponse } from 'node:http';

type Ending = { response: ServerResponse; body: string | null; encoding: 'latin1' | 'utf8' };

let endings: Ending[] = [];

/**
 * Ends an answer whose head is set, once all requests that came in the same turn of the event loop
 * have been worked on.
 *
 * A write wakes the peer, and waking is the dearest part of a small answer. A peer with many calls
 * under way (a proxy, a pool) is woken once for all answers of a turn, not once for each.
 * @param bytes of the body in UTF-8.
 * @see docs/decisions/0101-answers-of-one-turn-leave-together.md
 */
export function endTogether(response: ServerResponse, body: string | null, bytes: number): void {
  // Of ASCII both encodings are the same bytes, and Node writes the shorter one faster.
  const isAscii = bytes === body?.length;
  endings.push({ response, body, encoding: isAscii ? 'latin1' : 'utf8' });
  if (endings.length === 1) setImmediate(endAll);
}

function endAll(): void {
  const due = endings;
  endings = [];
  for (const { response, body, encoding } of due) {
    if (body === null) response.end();
    else response.end(body, encoding);
  }
}
