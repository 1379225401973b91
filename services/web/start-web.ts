import { createServer, type Server } from 'node:http';
import next from 'next';
import type { Logger } from 'pino';
import { getPeppers } from '@/lib/auth/api-key/pepper';
import { type Env, EnvError } from '@/lib/env';
import { answerBrokenRequest } from './answer-broken-request';
import { startBackground, stopBackground } from './background';
import { createFrontDoor } from './create-front-door';
import { trackConnections } from './track-connections';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the proxies in front keep theirs, so that it is never us who close under a request. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_HEADER_BYTES = 16_384;

type Options = {
  dev: boolean;
  /** Tests of the API alone start without Next.js. */
  pages?: boolean;
};

/**
 * Starts the front door and, behind it, Next.js.
 * @returns the function that stops it: no new connections, requests in flight are finished, what
 * waits to be written is written.
 * @throws {EnvError} when the port is taken or a secret is missing.
 */
export async function startWeb(
  env: Env,
  log: Logger,
  { dev, pages = true }: Options,
): Promise<() => Promise<void>> {
  getPeppers();
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    // The front door refuses by itself, with a reason.
    requireHostHeader: false,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: HEADERS_TIMEOUT_MS / 2,
  });
  const connections = trackConnections(server);
  const app = pages
    ? next({ dev, hostname: 'localhost', port: env.PORT, httpServer: server })
    : null;
  await app?.prepare();
  server.on('clientError', answerBrokenRequest);
  server.on('request', createFrontDoor(env, log, app?.getRequestHandler()));
  // Only now: a request that nobody listens for would wait for ever.
  await listen(server, env);
  startBackground(log);
  log.info({ url: env.APP_URL, api_host: env.API_HOST, dev }, 'listening');
  return async () => {
    await connections.close();
    await app?.close();
    await stopBackground();
  };
}

/** On this machine only where everything is on it; on every address in production. */
async function listen(server: Server, { PORT, DEPLOYMENT }: Env): Promise<void> {
  const host = DEPLOYMENT === 'local' ? '127.0.0.1' : undefined;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${PORT} is taken. Stop the program that uses it, or set PORT.`;
      reject(error.code === 'EADDRINUSE' ? new EnvError(taken) : error);
    });
    server.listen({ port: PORT, host }, resolve);
  });
}
