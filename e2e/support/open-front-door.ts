import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { getEnv } from '@/lib/env';
import type { FrontDoorOptions } from '@/services/web/create-front-door';

export type OpenFrontDoor = { url: string; port: number; close: () => void };

/** The front door alone, before pages of the test's own, on a free port that is its `APP_URL`. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<OpenFrontDoor> {
  const { createFrontDoor } = await import('@/services/web/create-front-door');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const env = { ...getEnv(), APP_URL: url };
  server.on('request', createFrontDoor(env, pino({ level: 'silent' }), options));
  return { url, port, close: () => void server.close() };
}
