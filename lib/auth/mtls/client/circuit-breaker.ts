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
