import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpAnswer, type HttpRequest, splitTarget } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';
import { endTogether } from './end-together';

/** A request of Node's server as the API's handlers see it. */
export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;

  constructor(private readonly incoming: IncomingMessage) {
    this.method = incoming.method ?? 'GET';
    const { path, query } = splitTarget(incoming.url ?? '/');
    this.path = path;
    this.query = query;
  }

  header(name: string): string | null {
    const value = this.incoming.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  }

  async readBody(limit: number): Promise<Uint8Array> {
    if (Number(this.header('content-length') ?? 0) <= limit) return collect(this.incoming, limit);
    closeSoon(this.incoming);
    throw problem('body-too-large');
  }
}

function collect(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // Attack: who hung up while a check was waited for sends no event any more, and would be waited
    // for until the process ends.
    if (incoming.destroyed) return reject(cutOff());
    const parts: Buffer[] = [];
    let length = 0;
    incoming.on('data', function take(part: Buffer) {
      length += part.byteLength;
      if (length <= limit) return parts.push(part);
      // What still comes flows on and is dropped.
      incoming.off('data', take);
      closeSoon(incoming);
      return reject(problem('body-too-large'));
    });
    incoming.once('end', () => resolve(Buffer.concat(parts)));
    incoming.once('close', () => reject(cutOff()));
  });
}

const LINGER_MS = 2_000;

/**
 * Drops the rest of a body for a moment, then ends its connection. Ended at once, a sender that is
 * still writing would never read why.
 *
 * Attack: a body without an end, sent after its refusal.
 * @see RFC 9112 section 9.6
 */
function closeSoon(incoming: IncomingMessage): void {
  const timer = setTimeout(() => {
    if (!incoming.complete) incoming.socket.destroy();
  }, LINGER_MS);
  incoming.once('close', () => clearTimeout(timer));
}

function cutOff(): Error {
  return problem('malformed-request', { detail: 'It was cut off.' });
}

/**
 * Writes an answer with Node's response, head and body in one go.
 * @param always names and values, in turn, of every answer of this part of the site.
 */
export function writeAnswer(
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  requestId: string,
  always: readonly string[] = [],
): void {
  // A list costs Node half of what an object does.
  const lines = ['x-request-id', requestId, ...always];
  for (const name of Object.keys(headers)) lines.push(name, headers[name] ?? '');
  const length = Buffer.byteLength(body ?? '');
  if (body !== null) lines.push('content-length', String(length));
  response.writeHead(status, lines);
  endTogether(response, body, length);
}
