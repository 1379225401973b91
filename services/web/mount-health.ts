import type { ServerResponse } from 'node:http';
import type { Mount } from './mount';
import type { Readiness } from './readiness';

/**
 * `/healthz` says that the process answers and asks nobody else: a probe must not restart us for the
 * database. `/readyz` says whether to send it requests.
 */
export function createHealthMount(readiness: Readiness): Mount {
  return {
    name: 'health',
    matches: (pathname) => pathname === '/healthz' || pathname === '/readyz',
    async answer(request, response, { requestId }) {
      response.setHeader('x-request-id', requestId);
      if (request.url?.startsWith('/healthz')) return send(response, 200, { status: 'ok' });
      const { ready, reason } = await readiness.check();
      if (ready) return send(response, 200, { status: 'ready' });
      send(response, 503, { status: 'not-ready', reason });
    },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
