import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';

/** 256 kB: the usual 4 MB would be held for each answer under way, and pages are shorter. */
const WINDOW_BITS = 18;

const compress = compression({
  brotli: { params: { [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS } },
});

/**
 * Compresses what is written to the response from here on, Brotli before gzip. Not left to Next.js,
 * which knows gzip alone and would give us the page as bytes that nobody can read.
 */
export function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  // Express's types of the two; it uses no more of them than Node's have.
  Reflect.apply(compress, undefined, [request, response, () => {}]);
}
