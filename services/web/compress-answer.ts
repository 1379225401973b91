import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';

const compress = compression();

/**
 * Compresses what is written to the response from here on, Brotli before gzip. Not left to Next.js,
 * which knows gzip alone and would give us the page as bytes that nobody can read.
 */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  // Express's types of the two; it uses no more of them than Node's have.
  Reflect.apply(compress, undefined, [request, response, () => {}]);
}
