import type { ServerResponse } from 'node:http';

const HSTS_SECONDS = 31_536_000;

/** What every page carries. @see https://owasp.org/www-project-secure-headers/ */
export function setSecurityHeaders(response: ServerResponse, app: URL): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (app.protocol === 'https:') {
    response.setHeader('strict-transport-security', `max-age=${HSTS_SECONDS}; includeSubDomains`);
  }
}
