import type { Logger } from 'pino';
import { getEnv } from './env';

type Task = () => Promise<void> | void;

/** Beyond the time that DRAIN_SECONDS gives. */
const STOP_LIMIT_MS = 10_000;

/** Tells the launcher, where there is one, that this process serves. */
export function reportReady(): void {
  process.send?.({ ready: true });
}

/**
 * Runs `stop` once at SIGTERM, SIGINT, or when the launcher is gone, then exits. A process whose
 * launcher was killed therefore never stays behind as an orphan.
 */
export function stopGracefully(log: Logger, stop: Task): void {
  let stopping = false;
  const run = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    const limitMs = STOP_LIMIT_MS + getEnv().DRAIN_SECONDS * 1000;
    setTimeout(() => process.exit(1), limitMs).unref();
    try {
      await stop();
      process.exit();
    } catch (error) {
      log.error({ err: error }, 'stop failed');
      process.exit(1);
    }
  };
  process.once('SIGTERM', () => void run('SIGTERM'));
  process.once('SIGINT', () => void run('SIGINT'));
  if (process.send) process.once('disconnect', () => void run('launcher gone'));
}

/**
 * Starts a process: awaits `start`, reports ready, and turns any failure into one log line and exit
 * code 1. A signal that comes while it starts is kept: it is stopped as soon as it has started, so
 * that nothing which `start` opened stays behind.
 */
export async function runProcess(log: Logger, start: () => Promise<Task>): Promise<void> {
  try {
    const starting = start();
    stopGracefully(log, async () => {
      const stop = await starting.catch(() => undefined);
      await stop?.();
    });
    await starting;
    reportReady();
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : 'start failed');
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
    setTimeout(() => process.exit(1), 500).unref();
  }
}
