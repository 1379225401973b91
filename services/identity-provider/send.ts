import type { ServerResponse } from 'node:http';

const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // With `no-referrer` a browser sends `Origin: null` with our own forms, too.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/**
 * Sends a page under a policy that allows nothing but the issuer's own style sheet.
 * @param redirectOrigin where the form's answer ends up: browsers hold `form-action` against each
 * redirect after a submission, too.
 */
export function sendHtml(
  response: ServerResponse,
  status: number,
  html: string,
  redirectOrigin: string,
): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    `form-action 'self' ${redirectOrigin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  response.writeHead(status, {
    ...SAFE_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
  });
  response.end(html);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export function sendCss(response: ServerResponse, css: string): void {
  response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/css; charset=utf-8' });
  response.end(css);
}
