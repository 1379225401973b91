import { Pool } from 'undici';
import type { Load, Taken } from './compare';

export type HttpCall = {
  method?: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

/** How many callers wait for answers at a time, where nothing else is said. */
export const CALLERS = 16;

const MAX_ATTEMPTS = 30;
const PAUSE_MS = 1_000;

type Options = {
  expected?: number;
  callers?: number;
  /** Reads a response, where the next call depends on it. */
  onResponse?: (text: string) => void;
};

/** Callers with a connection each: one sends a call, waits for its answer, and sends the next. */
export class HttpLoad implements Load {
  readonly #pool: Pool;
  readonly #expected: number;
  readonly #callers: number;
  readonly #onResponse: ((text: string) => void) | undefined;
  #awake: Promise<void> | undefined;

  /** @param nextCall the call to send, asked each time. */
  constructor(
    origin: string,
    private readonly nextCall: () => HttpCall,
    { expected = 200, callers = CALLERS, onResponse }: Options = {},
  ) {
    this.#expected = expected;
    this.#callers = callers;
    this.#onResponse = onResponse;
    this.#pool = new Pool(origin, { connections: callers, pipelining: 1 });
  }

  /** @throws {Error} at the first answer of another status. */
  async send(requests: number): Promise<Taken> {
    this.#awake ??= this.#waitUntilAwake();
    await this.#awake;
    return sendAtOnce(this.#callers, requests, () => this.#call());
  }

  /** A process that has just started, on a busy machine, may first say that it is not there yet. */
  async #waitUntilAwake(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#call();
      } catch (error) {
        if (attempt === MAX_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  async #call(): Promise<void> {
    const { statusCode, body } = await this.#pool.request({ method: 'GET', ...this.nextCall() });
    const text = await body.text();
    if (statusCode !== this.#expected) throw new Error(`${statusCode} ${text.slice(0, 500)}`);
    this.#onResponse?.(text);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/** Runs so many calls with so many callers, and tells how long that took. */
export async function sendAtOnce(
  callers: number,
  requests: number,
  call: () => Promise<unknown>,
): Promise<Taken> {
  const begin = performance.now();
  let begun = 0;
  const caller = async () => {
    while (begun < requests) {
      begun += 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { requests, seconds: (performance.now() - begin) / 1_000 };
}
