import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { ProblemError, problem } from '@/lib/http/problem';
import { newId, toPublicId } from '@/lib/public-id';
import { parseSpiffeId, type SpiffeId } from './certificate/spiffe-id';
import { CALL_TIMEOUT_MS, type CallerOptions, createCaller } from './client/create-caller';
import { CONNECTIONS, KEEP_ALIVE_TIMEOUT_MS, type PeerClient } from './client/create-mtls-client';
import { MtlsError } from './mtls-error';
import { limitSlowPeers, type PeerHandler, writeProblem } from './server/create-mtls-server';

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

type MeshServerOptions = {
  trustDomain: string;
  header: MeshHeader;
  log: Logger;
  handle: PeerHandler;
};

/**
 * A server behind a mesh: the sidecar ends the TLS connection, verifies the peer and says who it is
 * in a header. Listen on an address that only the sidecar reaches.
 */
export function createMeshServer({ trustDomain, header, log, handle }: MeshServerOptions): Server {
  const server = createServer((request, response) => {
    const requestId = toPublicId('req', newId());
    try {
      handle({ id: readMeshPeer(request.headers, header, trustDomain) }, request, response);
    } catch (cause) {
      const slug = cause instanceof MtlsError ? 'peer-not-trusted' : 'internal-error';
      const error = cause instanceof ProblemError ? cause : problem(slug, { cause });
      log.warn(
        { reason: error.slug, cause: error.cause, request_id: requestId },
        'request refused',
      );
      response.setHeader('connection', 'close');
      writeProblem(response, error, requestId);
    }
  });
  limitSlowPeers(server);
  return server;
}

/**
 * A client for one server behind a mesh: plain HTTP to the sidecar beside us, which makes the TLS
 * connection with its own identity and checks the server by the mesh's policy.
 * @param options `origin` is `http://host:port`.
 */
export function createMeshClient(options: CallerOptions & { origin: string }): PeerClient {
  const { origin, callTimeoutMs = CALL_TIMEOUT_MS } = options;
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    headersTimeout: callTimeoutMs,
    bodyTimeout: callTimeoutMs,
  });
  return { call: createCaller(options, () => pool), close: () => pool.close() };
}
