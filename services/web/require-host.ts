import type { IncomingMessage } from 'node:http';
import { problem } from '@/lib/http/problem';

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;

/**
 * The host is there and is one. Node's own answer to a missing one has no body.
 * @throws {ProblemError} 400 `malformed-request`.
 * @see RFC 9112 section 3.2
 */
export function requireHost({ headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === '1.0') return;
  if (HOST.test(headers.host ?? '')) return;
  throw problem('malformed-request', { detail: 'The Host header is missing or names no host.' });
}
