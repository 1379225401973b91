import type { TLSSocket } from 'node:tls';
import { Pool } from 'undici';
import type { Identity, IdentitySource } from '../identity/identity';
import { MtlsError } from '../mtls-error';
import { readPeerChain } from '../peer';
import { buildPeerConnector, type ServerCheck } from './connect-peer';
import {
  CALL_TIMEOUT_MS,
  type CallerOptions,
  createCaller,
  type PeerAnswer,
  type PeerCall,
} from './create-caller';

export type PeerClient = {
  /**
   * Makes one call.
   * @throws {ProblemError} 503 `dependency-unavailable` when no answer could be had.
   */
  call(call: PeerCall): Promise<PeerAnswer>;
  close(): Promise<void>;
};

type MtlsClientOptions = CallerOptions & {
  source: IdentitySource;
  /** `https://host:port`. */
  origin: string;
  /** The guard, open to tests that show what happens without it. */
  checkServer?: ServerCheck;
};

const CONNECT_TIMEOUT_MS = 2_000;
/** Shorter than the server's, so that we never write on a connection being closed. */
export const KEEP_ALIVE_TIMEOUT_MS = 30_000;
export const CONNECTIONS = 16;
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * A client for one server, whose SPIFFE ID is checked at each connection. It follows its identity: a
 * new pool of connections for each, while the old one drains.
 */
export function createMtlsClient(options: MtlsClientOptions): PeerClient {
  const { source, origin, expectedId, callTimeoutMs = CALL_TIMEOUT_MS } = options;

  const openPool = (identity: Identity): Pool => {
    const opened = new Pool(origin, {
      connections: CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: callTimeoutMs,
      bodyTimeout: callTimeoutMs,
      connect: buildPeerConnector({
        identity,
        expectedId,
        timeoutMs: CONNECT_TIMEOUT_MS,
        checkServer: options.checkServer,
        onConnect: (socket) => replaceAtExpiry(socket, opened),
      }),
    });
    return opened;
  };
  let pool = openPool(source.current());

  /** `close()`, never `destroy()`: calls under way finish on the old connections. */
  const replacePool = () => {
    const old = pool;
    pool = openPool(source.current());
    void old.close();
  };
  /** An open connection is not verified again, so it ends no later than the server's certificate. */
  const replaceAtExpiry = (socket: TLSSocket, openedBy: Pool) => {
    const notAfter = readPeerChain(socket)[0]?.notAfter.getTime() ?? 0;
    const wait = Math.min(Math.max(notAfter - Date.now(), 0), MAX_TIMER_MS);
    const timer = setTimeout(() => {
      if (pool === openedBy) replacePool();
    }, wait).unref();
    socket.once('close', () => clearTimeout(timer));
  };
  const stopFollowing = source.onChange(replacePool);

  const usablePool = (): Pool => {
    const { notAfter } = source.current().chain[0];
    if (notAfter > new Date()) return pool;
    throw new MtlsError('expired', `Our own certificate expired at ${notAfter.toISOString()}`);
  };
  return {
    call: createCaller(options, usablePool),
    async close() {
      stopFollowing();
      await pool.close();
    },
  };
}
