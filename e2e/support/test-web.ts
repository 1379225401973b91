import { type AddressInfo, createServer } from 'node:net';
import type { Env } from '@/lib/env';

export type TestWeb = { url: string; port: number; log: string[]; stop: () => Promise<void> };

/**
 * Starts the real front door, without pages, on a free port, in this process.
 * @param changes variables of its own, e.g. TRUSTED_PROXIES.
 */
export async function startTestWeb(changes: Partial<Env> = {}): Promise<TestWeb> {
  const { default: pino } = await import('pino');
  const { getEnv } = await import('@/lib/env');
  const { startWeb } = await import('@/services/web/start-web');
  const port = await freePort();
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) });
  const env = { ...getEnv(), PORT: port, APP_URL: `http://localhost:${port}`, ...changes };
  const stop = await startWeb(env, logger, { dev: false, pages: false, warm: false });
  return { url: `http://localhost:${port}`, port, log, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
