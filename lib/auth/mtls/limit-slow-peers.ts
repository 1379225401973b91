import type { Server } from 'node:http';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the client's, so that the client never writes on a connection being closed. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

type Limits = Pick<Server, 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout'>;

/** A peer that sends slowly, or nothing, does not hold a connection for long. */
export function limitSlowPeers(server: Limits): void {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
}
