import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const RETRY_MS = 15;
const STALE_MS = 10_000;
const WAIT_MS = 20_000;

async function isStale(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs > STALE_MS;
}

/**
 * Runs alone among all processes that work on this CA. A lock whose holder was killed is taken over
 * after 10 seconds.
 * @throws {Error} when the lock cannot be had within 20 seconds.
 */
export async function withLock<T>(directory: string, run: () => Promise<T>): Promise<T> {
  const file = path.join(directory, 'lock');
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return undefined;
    });
    if (handle) {
      await handle.close();
      break;
    }
    if (await isStale(file)) await rm(file, { force: true });
    if (Date.now() > deadline) throw new Error(`The CA in ${directory} is locked: ${file}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  try {
    return await run();
  } finally {
    await rm(file, { force: true });
  }
}
