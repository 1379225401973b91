import { createServer, type ServerResponse } from 'node:http';
import { type Env, EnvError } from './env';
import { getMetrics } from './metrics';

type Operations = {
  port: number | undefined;
  /** What sets the port, for the sentence that says it is taken. */
  variable?: 'METRICS_PORT' | 'BILLING_METRICS_PORT';
  host: Env['METRICS_HOST'];
  /** Whether this process should be sent requests, and if not, why. */
  readiness: () => Promise<{ ready: boolean; reason?: string }>;
};

/**
 * A port of its own for the operators of the process: `/metrics`, `/healthz`, `/readyz`. Nothing is
 * served where no port is set, and by default only this machine can reach it.
 *
 * Attack: numbers of customers, routes and failures tell a stranger a lot. They are never on the
 * port that the public reaches.
 * @returns the function that ends it.
 * @throws {EnvError} when the port is taken.
 */
export async function serveOperations(operations: Operations): Promise<() => Promise<void>> {
  const { port, host, readiness, variable = 'METRICS_PORT' } = operations;
  if (port === undefined) return async () => {};
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response, readiness).catch(() => response.destroy());
  });
  server.headersTimeout = 5_000;
  server.maxConnections = 64;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is taken. Stop the program that uses it, or set ${variable}.`;
      reject(error.code === 'EADDRINUSE' ? new EnvError(taken) : error);
    });
    server.listen({ port, host }, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

async function answer(
  url: string,
  response: ServerResponse,
  readiness: Operations['readiness'],
): Promise<void> {
  if (url === '/metrics') {
    const { registry } = getMetrics();
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    return;
  }
  if (url === '/healthz') return sendJson(response, 200, { status: 'ok' });
  if (url !== '/readyz') return sendJson(response, 404, { status: 'not-found' });
  const { ready, reason } = await readiness();
  sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not-ready', reason });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
