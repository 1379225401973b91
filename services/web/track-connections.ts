import type { Server, ServerResponse } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const FINISH_LIMIT_MS = 8_000;
const IDLE_CHECK_MS = 20;

type TrackedConnections = {
  /** Goes on answering, with `Connection: close`, until clients have turned away. */
  drain(seconds: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * Knows every connection of a server, so that it can be stopped without cutting an answer: idle ones
 * end at once, busy ones after their answer, the rest (websockets, slow readers) after a limit.
 *
 * A request that arrives while its idle connection is being closed is lost to its sender, unread.
 * Draining first leaves next to none of those: each connection hears `Connection: close` before.
 * @see RFC 9112 section 9.6
 */
export function trackConnections(server: Server | HttpsServer): TrackedConnections {
  const sockets = new Set<Socket>();
  let closing = false;
  const opened = server instanceof HttpsServer ? 'secureConnection' : 'connection';
  server.on(opened, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (closing) response.setHeader('connection', 'close');
  });
  keepSending(server, sockets);
  return {
    async drain(seconds) {
      closing = true;
      if (seconds > 0) await wait(seconds * 1000);
    },
    close: () =>
      new Promise((resolve) => {
        closing = true;
        // A connection whose answer had begun before is idle once that is done.
        const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
        server.close(() => {
          clearInterval(idle);
          resolve();
        });
        server.closeIdleConnections();
        setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, FINISH_LIMIT_MS).unref();
      }),
  };
}

/**
 * Node takes a connection for idle whose answer is ended and lies here, unsent. While there is one,
 * none is closed: those in use hear `Connection: close`, and the limit ends the rest.
 */
function keepSending(server: Server | HttpsServer, sockets: ReadonlySet<Socket>): void {
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  // `server.close()` calls it, too.
  server.closeIdleConnections = () => {
    if (![...sockets].some(({ writableLength }) => writableLength > 0)) closeIdleConnections();
  };
}
