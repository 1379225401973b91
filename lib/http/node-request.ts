import type { IncomingMessage } from 'node:http';
import { type HttpRequest, splitTarget } from './http-message';
import { problem } from './problem';

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
      return reject(problem('body-too-large'));
    });
    incoming.once('end', () => resolve(Buffer.concat(parts)));
    incoming.once('close', () => reject(cutOff()));
  });
}

function cutOff(): Error {
  return problem('malformed-request', { detail: 'It was cut off.' });
}
