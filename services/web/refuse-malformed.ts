import type { IncomingMessage } from 'node:http';
import { problem } from '@/lib/http/problem';

/**
 * Refuses a request whose head is malformed or ambiguous, before anything else looks at it.
 * @throws {ProblemError} 400 `malformed-request` or `ambiguous-credentials`; 417 `expectation-failed`.
 */
export function refuseMalformed(request: IncomingMessage): void {
  requireOriginForm(request);
  refuseAmbiguousHeaders(request);
  requireHost(request);
  refuseExpectation(request);
}

/**
 * Brings the request target to origin form, a path. The absolute form that proxies use is accepted;
 * its authority is ignored, since ours comes from `APP_URL`.
 *
 * Attack: `GET http://evil.example/dashboard` would be answered with a redirect to that host, and a
 * path check that expects `/` at the start would not see `/api/v1`.
 *
 * @throws {ProblemError} 400 `malformed-request` for any other form.
 * @see RFC 9112 section 3.2
 */
function requireOriginForm(request: IncomingMessage): void {
  const target = request.url ?? '';
  if (target.startsWith('/')) return;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) {
    throw problem('malformed-request', { detail: 'The request target is not a path.' });
  }
  const { pathname, search } = new URL(target);
  request.url = `${pathname}${search}`;
}

/** Headers that must not come twice. */
const ONCE = new Set(['x-api-key', 'authorization', 'host', 'idempotency-key']);

/** Beyond its own limit Node drops lines silently. */
const MAX_HEADER_LINES = 100;

/**
 * Counts the lines that came over the wire, before anything joins or drops them.
 *
 * Attack: `X-API-Key` twice is joined to "a, b"; of two `Authorization` lines Node keeps the first
 * and a proxy in front may have checked the second.
 *
 * @throws {ProblemError} 400 `ambiguous-credentials`, or `malformed-request` for other headers and
 * for more than a hundred lines.
 */
function refuseAmbiguousHeaders({ rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length > MAX_HEADER_LINES * 2) {
    throw problem('malformed-request', { detail: `At most ${MAX_HEADER_LINES} header lines.` });
  }
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) {
      const credential = name === 'x-api-key' || name === 'authorization';
      throw problem(credential ? 'ambiguous-credentials' : 'malformed-request');
    }
    seen.add(name);
  }
}

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;

/**
 * Requires a `Host` that names a host. Node's own answer to a missing one has no body.
 * @throws {ProblemError} 400 `malformed-request`.
 * @see RFC 9112 section 3.2
 */
function requireHost({ headers, httpVersion }: IncomingMessage): void {
  if (headers.host === undefined && httpVersion === '1.0') return;
  if (HOST.test(headers.host ?? '')) return;
  throw problem('malformed-request', { detail: 'The Host header is missing or names no host.' });
}

/**
 * Takes no expectation but `100-continue`, which Node has answered by now.
 * @throws {ProblemError} 417 `expectation-failed` for any other.
 * @see RFC 9110 section 10.1.1
 */
function refuseExpectation({ headers }: IncomingMessage): void {
  const { expect } = headers;
  if (expect === undefined || expect.toLowerCase() === '100-continue') return;
  throw problem('expectation-failed');
}
