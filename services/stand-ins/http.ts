import type { IncomingMessage, ServerResponse } from 'node:http';

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

const MAX_BODY_BYTES = 10_000;

/**
 * Reads a request body of a bounded size.
 * @throws {RangeError} when it is larger.
 */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new RangeError('The body is too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a small request body.
 * @throws {RangeError} when it is larger than 10 kB.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request, MAX_BODY_BYTES)).toString('utf8');
}

/** Reads a posted HTML form. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readBody(request));
}
