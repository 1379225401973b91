import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type AddressMatcher, normalizeAddress } from '@/lib/http/address-range';
import { resolveClientAddress } from '@/lib/http/client-address';
import { type ClientContext, newRequestId } from '@/lib/http/client-context';

/**
 * A client's address, its identity, another URL or method, and what Next.js says to itself.
 *
 * Attack: `x-middleware-subrequest`, `X-Forwarded-Client-Cert`, `X-User-Id`: anyone who reads one of
 * these believes whatever client sent it.
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

/** Written by proxies, and by clients that pretend to be one: nothing in them is believed here. */
const PROXY_HEADERS = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'forwarded',
  'via',
];

const REQUEST_ID = /^[0-9A-Za-z_-]{8,64}$/;

/**
 * Works out who calls, before any header is dropped. What a header says about that is taken from our
 * own proxy only.
 */
export function readClientContext(
  request: IncomingMessage,
  isTrustedProxy: AddressMatcher,
): ClientContext {
  const peer = request.socket.remoteAddress;
  const userAgent = request.headers['user-agent'] ?? null;
  const proxied = PROXY_HEADERS.some((name) => request.headers[name] !== undefined);
  if (!isTrustedProxy(peer ?? null)) {
    return { address: normalizeAddress(peer), requestId: newRequestId(), userAgent, proxied };
  }
  const named = String(request.headers['x-request-id'] ?? '');
  return {
    address: resolveClientAddress(peer, rawHeaderLines(request, 'x-forwarded-for'), isTrustedProxy),
    requestId: REQUEST_ID.test(named) ? named : newRequestId(),
    userAgent,
    proxied,
    certificate: readClientCertificate(request, isTrustedProxy),
  };
}

/** DER in base64 between colons: a byte sequence of structured fields. @see RFC 8941 section 3.3.5 */
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]+={0,2}):$/;

/**
 * The client certificate of a request, as the proxy that ended its TLS connection says.
 *
 * Attack: anyone who sends `Client-Cert` themselves would hold anyone's certificate, which is public,
 * without its key. Only a peer in TRUSTED_PROXIES is believed, only one line, and only for the hop
 * before it; the header goes no further.
 * @see RFC 9440 section 2.2, section 3
 */
function readClientCertificate(
  request: IncomingMessage,
  isTrustedProxy: AddressMatcher,
): X509Certificate | undefined {
  const [line, ...more] = rawHeaderLines(request, 'client-cert');
  const encoded = BYTE_SEQUENCE.exec(line ?? '')?.[1];
  if (!encoded || more.length > 0) return undefined;
  if (!isTrustedProxy(request.socket.remoteAddress ?? null)) return undefined;
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}
