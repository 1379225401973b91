import type { Logger } from 'pino';
import type { Pool } from 'undici';
import { problem } from '@/lib/http/problem';
import { MtlsError } from '../mtls-error';

type RetryOptions = {
  /** Calls in all, the first included. */
  attempts: number;
  /** Milliseconds before the second call; doubled before each further one, then halved at random. */
  pauseMs: number;
  retryable: (error: unknown) => boolean;
};

/**
 * Repeats a call that failed in a way that a repetition may cure. Bounded: a dependency in trouble
 * gets at most `attempts` times the load.
 * @throws what the last call threw.
 */
export async function retryCall<T>(options: RetryOptions, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= options.attempts || !options.retryable(error)) throw error;
      const pause = options.pauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

export type PeerCall = {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** The server treats a repetition as one: the call may be tried again. True for GET and PUT. */
  idempotent?: boolean;
};

export type PeerAnswer = {
  status: number;
  body: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type CallerOptions = {
  log: Logger;
  /** Whom we call, for the log. */
  expectedId: string;
  attempts?: number;
  callTimeoutMs?: number;
};

const BREAKER = { failures: 8, openMs: 2_000 };
const ATTEMPTS = 3;
const RETRY_PAUSE_MS = 60;
export const CALL_TIMEOUT_MS = 5_000;

/**
 * Makes calls that end: each with a timeout, safe ones repeated twice at most, none at all while the
 * other end keeps failing.
 * @param pool gives the connections to use now; what it throws is a failed call.
 * @returns a function that throws 503 `dependency-unavailable` when no answer could be had.
 */
export function createCaller(options: CallerOptions, pool: () => Pool) {
  const { log, expectedId, attempts = ATTEMPTS, callTimeoutMs = CALL_TIMEOUT_MS } = options;
  const breaker = new CircuitBreaker(BREAKER);

  const send = async (call: PeerCall): Promise<PeerAnswer> => {
    const answer = await pool().request({
      method: call.method,
      path: call.path,
      headers: { ...call.headers, ...(call.body ? { 'content-type': 'application/json' } : {}) },
      body: call.body ? JSON.stringify(call.body) : undefined,
      signal: AbortSignal.timeout(callTimeoutMs),
    });
    const body = await answer.body.text();
    return { status: answer.statusCode, body, headers: answer.headers };
  };

  return async (call: PeerCall): Promise<PeerAnswer> => {
    const repeatable = call.idempotent ?? call.method !== 'POST';
    const retry = {
      attempts: repeatable ? attempts : 1,
      pauseMs: RETRY_PAUSE_MS,
      retryable: (error: unknown) => !(error instanceof MtlsError),
    };
    try {
      return await breaker.run(() => retryCall(retry, () => send(call)));
    } catch (error) {
      log.warn({ err: error, peer: expectedId, path: call.path }, 'call failed');
      throw problem('dependency-unavailable', { cause: error });
    }
  };
}

/** Raised instead of a call while the breaker is open. */
export class CircuitOpenError extends Error {
  override name = 'CircuitOpenError';
}

type BreakerOptions = {
  /** Failures in a row that open it. */
  failures: number;
  /** Milliseconds that it stays open before one call is let through to probe. */
  openMs: number;
  now?: () => number;
};

/**
 * Stops calling a dependency that keeps failing, so that callers get an answer at once and the
 * dependency gets air. After a pause one call probes; its result closes or opens it again.
 */
export class CircuitBreaker {
  #failures = 0;
  #openUntil = 0;
  #probing = false;
  readonly #now: () => number;

  constructor(private readonly options: BreakerOptions) {
    this.#now = options.now ?? (() => performance.now());
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#failures < this.options.failures) return 'closed';
    return this.#now() < this.#openUntil ? 'open' : 'half-open';
  }

  /**
   * Runs the call unless the breaker is open.
   * @throws {CircuitOpenError} when it is open, or what the call throws.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const { state } = this;
    if (state === 'open' || (state === 'half-open' && this.#probing)) {
      throw new CircuitOpenError('The dependency failed repeatedly; not calling it now');
    }
    const isProbe = state === 'half-open';
    if (isProbe) this.#probing = true;
    try {
      const result = await call();
      this.#failures = 0;
      return result;
    } catch (error) {
      this.#failures += 1;
      this.#openUntil = this.#now() + this.options.openMs;
      throw error;
    } finally {
      // A call that began before it opened may end during the probe.
      if (isProbe) this.#probing = false;
    }
  }
}
