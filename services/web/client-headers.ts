import type { IncomingMessage } from 'node:http';

/**
 * A client's address, its identity, another URL or method, and what Next.js says to itself.
 *
 * Attack: `x-middleware-subrequest`, `X-Forwarded-Client-Cert`, `X-User-Id`: whoever reads one of
 * these believes whoever sent it.
 */
const STRIPPED =
  /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|client-ip|true-client-ip|cf-connecting-ip|fastly-client-ip|x-cluster-client-ip|x-original-.*|x-rewrite-url|x-http-method(?:-override)?|x-method-override|(?:x-)?client-cert.*|x-ssl-.*|ssl-client-.*|x-user-(?:id|name|email|role|groups)|x-auth-.*|x-remote-user|remote-user|x-tollgate-.*|tollgate-.*|x-middleware-.*|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*)$/;

/** Drops what a client cannot say about itself, in both forms in which Node keeps headers. */
export function stripHeaders(request: IncomingMessage): void {
  const raw = request.rawHeaders;
  let kept = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const written = raw[index] ?? '';
    const name = written.toLowerCase();
    if (STRIPPED.test(name)) {
      delete request.headers[name];
      continue;
    }
    raw[kept] = written;
    raw[kept + 1] = raw[index + 1] ?? '';
    kept += 2;
  }
  raw.length = kept;
}

/** Every line of one header, as it came. */
export function rawHeaderLines({ rawHeaders }: IncomingMessage, name: string): string[] {
  const lines: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) lines.push(rawHeaders[index + 1] ?? '');
  }
  return lines;
}
