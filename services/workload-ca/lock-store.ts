import { open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const RETRY_MS = 15;
const STALE_MS = 10_000;
const WAIT_MS = 20_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Left behind: its holder is gone, or it is older than any work under it takes. */
async function isStale(file: string): Promise<boolean> {
  const info = await stat(file).catch(() => undefined);
  if (!info) return false;
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  return (holder > 0 && !isAlive(holder)) || Date.now() - info.mtimeMs > STALE_MS;
}

/**
 * Runs alone among all processes that work on this CA. The lock of a holder that was killed is taken
 * over.
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
      await handle.writeFile(String(process.pid));
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
