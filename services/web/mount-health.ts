import type { Mount } from './mount';

/** Says that the process answers. It asks nobody else: a probe must not restart us for the database. */
export const healthMount: Mount = {
  name: 'health',
  matches: (pathname) => pathname === '/healthz',
  answer(_request, response, { requestId }) {
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-request-id': requestId,
      })
      .end('{"status":"ok"}');
  },
};
