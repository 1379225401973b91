import type { IncomingMessage } from 'node:http';

/** What the name of a header line says of the line. */
type HeaderName = {
  /** In lower case. */
  name: string;
  /** A bit of its own for a header that may come once; 0 for all others. */
  once: number;
  /** What a client may not say about itself. */
  stripped: boolean;
};

const ONCE = ['x-api-key', 'authorization', 'host', 'idempotency-key'];

/**
 * A client's address, its identity, another URL or method, and what Next.js says to itself.
 *
 * Attack: `x-middleware-subrequest`, `X-Forwarded-Client-Cert`, `X-User-Id`: whoever reads one of
 * these believes whoever sent it.
 */
const STRIPPED =
  /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|client-ip|true-client-ip|cf-connecting-ip|fastly-client-ip|x-cluster-client-ip|x-original-.*|x-rewrite-url|x-http-method(?:-override)?|x-method-override|(?:x-)?client-cert.*|x-ssl-.*|ssl-client-.*|x-user-(?:id|name|email|role|groups)|x-auth-.*|x-remote-user|remote-user|x-tollgate-.*|tollgate-.*|x-middleware-.*|x-invoke-.*|x-matched-path|x-now-.*|x-vercel-.*)$/;

/** By the name as it was written. Most requests use the same dozen. */
const known = new Map<string, HeaderName>();

/** Attack: a name made up for each request would fill the memory. */
const MAX_KNOWN = 256;
const MAX_KNOWN_LENGTH = 64;

/** What is to be known of a header by its name, in whatever case it came. */
export function describeHeaderName(written: string): HeaderName {
  const remembered = known.get(written);
  if (remembered) return remembered;
  const name = written.toLowerCase();
  const place = ONCE.indexOf(name);
  const once = place < 0 ? 0 : 1 << place;
  const described = { name, once, stripped: STRIPPED.test(name) };
  if (written.length > MAX_KNOWN_LENGTH) return described;
  if (known.size === MAX_KNOWN) known.clear();
  known.set(written, described);
  return described;
}

/** Drops what a client may not say about itself, in both forms in which Node keeps headers. */
export function stripHeaders(request: IncomingMessage): void {
  const raw = request.rawHeaders;
  let kept = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const written = raw[index] ?? '';
    const { name, stripped } = describeHeaderName(written);
    if (stripped) {
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
