import type { IncomingHttpHeaders } from 'node:http';
import { MtlsError } from './mtls-error';
import { parseSpiffeId, type SpiffeId } from './spiffe-id';

/**
 * The header in which a sidecar says whose certificate it has verified. Envoy's, and so Istio's, has
 * one element for each proxy, the nearest one last. Linkerd's has one name.
 */
export type MeshHeader = 'x-forwarded-client-cert' | 'l5d-client-id';

/**
 * Splits at a separator outside double quotes. A backslash escapes a quote inside them.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-forwarded-client-cert
 */
function splitUnquoted(text: string, separator: string): string[] {
  const parts = [''];
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index] ?? '';
    const escaped = quoted && sign === '\\';
    if (sign === '"') quoted = !quoted;
    if (sign === separator && !quoted) parts.push('');
    else parts[parts.length - 1] += escaped ? sign + (text[(index += 1)] ?? '') : sign;
  }
  if (quoted) throw new MtlsError('no-certificate', 'A quote in the header is not closed');
  return parts.map((part) => part.trim());
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}

/** The URI of the last element: the sidecar's own. The ones before are the caller's words. */
function readEnvoy(text: string): string {
  const last = splitUnquoted(text, ',').at(-1) ?? '';
  const pairs = splitUnquoted(last, ';').map((pair) => /^(\w+)=(.*)$/s.exec(pair));
  const uris = pairs.filter((pair) => pair?.[1]?.toLowerCase() === 'uri');
  const [uri] = uris;
  if (!uri || uris.length !== 1) {
    throw new MtlsError('svid-uri-count', `The sidecar names ${uris.length} identities`);
  }
  return unquote(uri[2] ?? '');
}

const LINKERD = /^([\w-]+)\.([\w-]+)\.serviceaccount\.identity\.[\w-]+\.([a-z0-9.-]+)$/;

/** Linkerd names service accounts by DNS; the same facts as a SPIFFE ID. */
function readLinkerd(text: string): string {
  const [, account, namespace, trustDomain] = LINKERD.exec(text) ?? [];
  if (!account) throw new MtlsError('svid-not-a-spiffe-id', 'The sidecar names no service account');
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`;
}

/**
 * Who calls, as the sidecar says that ended the TLS connection for us.
 *
 * Attack: the header is a text that anyone can send. A sidecar appends to it (Envoy) or replaces it
 * (Linkerd), and nothing but the sidecar can reach us.
 * @throws {MtlsError} when the header is missing, malformed or names no single SPIFFE ID of the
 * trust domain.
 */
export function readMeshPeer(
  headers: IncomingHttpHeaders,
  header: MeshHeader,
  trustDomain: string,
): SpiffeId {
  const value = headers[header];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  const id = parseSpiffeId(header === 'l5d-client-id' ? readLinkerd(text) : readEnvoy(text));
  if (!id) throw new MtlsError('svid-not-a-spiffe-id', 'The sidecar names no SPIFFE ID');
  if (id.path === '') throw new MtlsError('svid-without-path', 'The ID names a whole trust domain');
  if (id.trustDomain !== trustDomain) {
    throw new MtlsError('trust-domain-mismatch', `${id.id} is of another trust domain`);
  }
  return id;
}
