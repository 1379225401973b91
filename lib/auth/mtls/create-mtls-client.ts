import type { TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import { Pool } from 'undici';
import { problem } from '@/lib/http/problem';
import { CircuitBreaker } from './circuit-breaker';
import { buildPeerConnector, type ServerCheck } from './connect-peer';
import type { Identity, IdentitySource } from './identity';
import { MtlsError } from './mtls-error';
import { readPeerChain } from './peer';
import { retryCall } from './retry-call';

export type MtlsCall = {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** The server treats a repetition as one: the call may be tried again. True for GET and PUT. */
  idempotent?: boolean;
};

export type MtlsAnswer = {
  status: number;
  body: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type MtlsClient = {
  /**
   * Makes one call.
   * @throws {ProblemError} 503 `dependency-unavailable` when no answer could be had.
   */
  call(call: MtlsCall): Promise<MtlsAnswer>;
  readonly breaker: CircuitBreaker;
  close(): Promise<void>;
};

type MtlsClientOptions = {
  source: IdentitySource;
  log: Logger;
  /** `https://host:port`. */
  origin: string;
  /** The SPIFFE ID that the server must have. */
  expectedId: string;
  checkServer?: ServerCheck;
  attempts?: number;
  callTimeoutMs?: number;
};

const CONNECT_TIMEOUT_MS = 2_000;
const CALL_TIMEOUT_MS = 5_000;
/** Shorter than the server's, so that we never write on a connection being closed. */
const KEEP_ALIVE_TIMEOUT_MS = 30_000;
const CONNECTIONS = 16;
const BREAKER = { failures: 8, openMs: 2_000 };
const ATTEMPTS = 3;
const RETRY_PAUSE_MS = 60;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A client for one server, by one identity that is followed: a new pool for each, the old drains. */
export function createMtlsClient(options: MtlsClientOptions): MtlsClient {
  const { source, log, origin, expectedId } = options;
  const callTimeout = options.callTimeoutMs ?? CALL_TIMEOUT_MS;
  const breaker = new CircuitBreaker(BREAKER);

  const openPool = (identity: Identity): Pool => {
    const opened = new Pool(origin, {
      connections: CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: callTimeout,
      bodyTimeout: callTimeout,
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
    const timer = setTimeout(
      () => {
        if (pool === openedBy) replacePool();
      },
      Math.min(Math.max(notAfter - Date.now(), 0), MAX_TIMER_MS),
    );
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  };
  const stopFollowing = source.onChange(replacePool);

  const send = async (call: MtlsCall): Promise<MtlsAnswer> => {
    const [leaf] = source.current().chain;
    if (leaf.notAfter <= new Date()) {
      throw new MtlsError(
        'expired',
        `Our own certificate expired at ${leaf.notAfter.toISOString()}`,
      );
    }
    const answer = await pool.request({
      method: call.method,
      path: call.path,
      headers: { ...call.headers, ...(call.body ? { 'content-type': 'application/json' } : {}) },
      body: call.body ? JSON.stringify(call.body) : undefined,
      signal: AbortSignal.timeout(callTimeout),
    });
    return {
      status: answer.statusCode,
      body: await answer.body.text(),
      headers: answer.headers,
    };
  };

  return {
    breaker,
    async call(call) {
      const repeatable = call.idempotent ?? call.method !== 'POST';
      try {
        return await breaker.run(() =>
          retryCall(
            {
              attempts: repeatable ? (options.attempts ?? ATTEMPTS) : 1,
              pauseMs: RETRY_PAUSE_MS,
              retryable: (error) => !(error instanceof MtlsError),
            },
            () => send(call),
          ),
        );
      } catch (error) {
        log.warn({ err: error, peer: expectedId, path: call.path }, 'call failed');
        throw problem('dependency-unavailable', { cause: error });
      }
    },
    async close() {
      stopFollowing();
      await pool.close();
    },
  };
}
