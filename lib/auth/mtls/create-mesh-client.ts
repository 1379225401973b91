import { Pool } from 'undici';
import { CALL_TIMEOUT_MS, type CallerOptions, createCaller } from './create-caller';
import { CONNECTIONS, KEEP_ALIVE_TIMEOUT_MS, type PeerClient } from './create-mtls-client';

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
