import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const FINISH_LIMIT_MS = 8_000;

/**
 * Knows every connection of a server, so that it can be stopped without cutting an answer: idle ones
 * end at once, busy ones after their answer, the rest (websockets, slow readers) after a limit.
 */
export function trackConnections(server: Server): { close: () => Promise<void> } {
  const sockets = new Set<Socket>();
  let closing = false;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (closing) response.setHeader('connection', 'close');
    response.once('close', () => {
      if (closing) server.closeIdleConnections();
    });
  });
  return {
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, FINISH_LIMIT_MS).unref();
      }),
  };
}
