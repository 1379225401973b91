import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpAnswer, type HttpRequest, splitTarget } from '@/lib/http/http-message';
import { problem } from '@/lib/http/problem';

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
    if (Number(this.header('content-length') ?? 0) > limit) throw problem('body-too-large');
    return collect(this.incoming, limit);
  }
}

/** What comes after the limit is dropped until the answer ends the connection. */
function collect(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // Attack: who hung up while a check was waited for sends no event any more, and would be waited
    // for until the process ends.
    if (incoming.destroyed) return reject(cutOff());
    const parts: Buffer[] = [];
    let length = 0;
    incoming.on('data', (part: Buffer) => {
      length += part.byteLength;
      if (length > limit) reject(problem('body-too-large'));
      else parts.push(part);
    });
    incoming.once('end', () => resolve(Buffer.concat(parts)));
    incoming.once('close', () => reject(cutOff()));
  });
}

function cutOff(): Error {
  return problem('malformed-request', { detail: 'It was cut off.' });
}

/**
 * Writes an answer with Node's response, head and body in one go.
 * @param always headers of every answer of this part of the site.
 */
export function writeAnswer(
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  always: Readonly<Record<string, string>> = {},
): void {
  if (body === null) {
    response.writeHead(status, { ...headers, ...always }).end();
    return;
  }
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, ...always, 'content-length': length }).end(body);
}
