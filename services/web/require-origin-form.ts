import type { IncomingMessage } from 'node:http';
import { problem } from '@/lib/http/problem';

/**
 * Brings the request target to origin form, a path. The absolute form that proxies use is accepted;
 * its authority counts for nothing, since ours comes from `APP_URL`.
 *
 * Attack: `GET http://evil.example/dashboard` would be answered with a redirect to that host, and a
 * path check that expects `/` at the start would not see `/api/v1`.
 *
 * @throws {ProblemError} 400 `malformed-request` for any other form.
 * @see RFC 9112 section 3.2
 */
export function requireOriginForm(request: IncomingMessage): void {
  const target = request.url ?? '';
  if (target.startsWith('/')) return;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) {
    throw problem('malformed-request', { detail: 'The request target is not a path.' });
  }
  const { pathname, search } = new URL(target);
  request.url = `${pathname}${search}`;
}
