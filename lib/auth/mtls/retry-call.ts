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
