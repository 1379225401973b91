import type { Logger } from 'pino';

const MAX_PAUSE_MS = 5 * 60_000;
const MIN_SHARE = 0.5;

export type RepeatedTask = { stop: () => Promise<void> };

/**
 * The pause before the next try in milliseconds: doubled with each failure up to five minutes, with
 * jitter, so that many processes don't come back at once.
 * @param random 0 to 1.
 */
export function backoffMs(usual: number, failures: number, random = Math.random()): number {
  if (failures === 0) return usual;
  const pause = Math.min(usual * 2 ** failures, MAX_PAUSE_MS);
  return pause * (MIN_SHARE + (1 - MIN_SHARE) * random);
}

/**
 * Runs a task again and again, with a pause in between that grows while it fails. The first run
 * starts at once; `stop` resolves when none is under way.
 */
export function repeatTask(
  log: Logger,
  name: string,
  usualMs: number,
  task: () => Promise<unknown>,
): RepeatedTask {
  let stopping = false;
  let failures = 0;
  let wake = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    while (!stopping) {
      try {
        await task();
        if (failures > 0) log.info({ task: name, failures }, 'works again');
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn({ err: error, task: name, failures }, 'failed, tried again later');
      }
      if (!stopping) await pause(backoffMs(usualMs, failures));
    }
  };

  const running = run();
  return {
    stop: () => {
      stopping = true;
      wake();
      return running;
    },
  };
}
