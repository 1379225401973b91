import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import path from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { repeatTask } from '@/lib/repeat-task';
import { answerBrokenRequest } from './answer-broken-request';
import { trackConnections } from './track-connections';

const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the proxies in front keep theirs, so that it is never us who close under a request. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Each costs memory, whether it asks or not. Anyone who comes when all are taken is cut off. */
const MAX_CONNECTIONS = 5_000;
const CERTIFICATE_CHECK_MS = 5_000;

const LIMITS = {
  maxHeaderSize: 16_384,
  // The front door refuses by itself, with a reason.
  requireHostHeader: false,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: 30_000,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  connectionsCheckingInterval: HEADERS_TIMEOUT_MS / 2,
};

export type WebServers = {
  /** The one that browsers are sent to: https, where there is one. */
  main: Server | HttpsServer;
  /** Takes connections from here on. @throws {EnvError} when a port is taken. */
  listen(door: RequestListener): Promise<void>;
  drain(seconds: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * The http server of PORT and, where HTTPS_PORT is set, the https server beside it. Both give every
 * request to the same front door.
 * @throws {EnvError} when the certificate in HTTPS_DIR cannot be used.
 */
export async function createWebServers(env: Env, log: Logger): Promise<WebServers> {
  const http = createServer(LIMITS);
  const https = env.HTTPS_PORT === undefined ? undefined : await createHttps(env, log);
  const ports = [
    { server: http, port: env.PORT, variable: 'PORT' },
    ...(https && env.HTTPS_PORT !== undefined
      ? [{ server: https.server, port: env.HTTPS_PORT, variable: 'HTTPS_PORT' }]
      : []),
  ];
  const connections = ports.map(({ server }) => {
    server.maxConnections = MAX_CONNECTIONS;
    server.on('clientError', answerBrokenRequest);
    return trackConnections(server);
  });
  return {
    main: https?.server ?? http,
    async listen(door) {
      for (const { server, port, variable } of ports) {
        server.on('request', door);
        server.on('checkExpectation', door);
        // Only now: a request that no one listens for would wait forever.
        await listenOn(server, { port, variable, local: env.DEPLOYMENT === 'local' });
      }
    },
    async drain(seconds) {
      await Promise.all(connections.map((tracked) => tracked.drain(seconds)));
    },
    async close() {
      await https?.stop();
      await Promise.all(connections.map((tracked) => tracked.close()));
    },
  };
}

async function createHttps(env: Env, log: Logger) {
  let current = await readCertificate(env.HTTPS_DIR);
  const server = createHttpsServer({ ...LIMITS, ...current, handshakeTimeout: HEADERS_TIMEOUT_MS });
  const watch = repeatTask(log, 'https certificate', CERTIFICATE_CHECK_MS, async () => {
    const found = await readCertificate(env.HTTPS_DIR);
    if (found.cert === current.cert) return;
    server.setSecureContext(found);
    current = found;
    log.info('the certificate of the https port was replaced');
  });
  return { server, stop: watch.stop };
}

async function readCertificate(
  directory: string,
): Promise<SecureContextOptions & { cert: string }> {
  try {
    const [cert, key] = await Promise.all(
      ['cert.pem', 'key.pem'].map((name) => readFile(path.join(directory, name), 'utf8')),
    );
    const pair = { cert: cert ?? '', key: key ?? '', minVersion: 'TLSv1.2' as const };
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new EnvError(
      `HTTPS_PORT is set, but cert.pem and key.pem in HTTPS_DIR (${directory}) are not a usable pair: ${reason}. See docs/https.md.`,
      { cause },
    );
  }
}

type Listening = { port: number; variable: string; local: boolean };

/** On this machine only where everything is on it; on every address in production. */
async function listenOn(
  server: Server | HttpsServer,
  { port, variable, local }: Listening,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop the program that uses it, or set ${variable}.`;
      reject(error.code === 'EADDRINUSE' ? new EnvError(taken) : error);
    });
    server.listen({ port, host: local ? '127.0.0.1' : undefined }, resolve);
  });
}
