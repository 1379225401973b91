import type { ServerResponse } from 'node:http';

const MAX_MS = 10_000;
const MAX_BYTES = 16 * 1_048_576;
const LOOK_MS = 100;

/**
 * Closes a connection only after the rest of the request's body has come, for a bounded time and size
 * (a lingering close). Call it where an answer is sent before its request was read to the end.
 *
 * A client that writes everything before it reads (Python's urllib, nginx without keep-alive) would
 * find a reset connection in place of the answer: closing a socket with unread bytes in it discards
 * what was sent. With `Connection: close` Node closes as soon as the answer has left.
 *
 * Attack: a body without an end, sent after its refusal.
 * @see RFC 9112 section 9.6
 */
export function linger(response: ServerResponse): void {
  const { req: request } = response;
  const { socket } = request;
  if (request.complete || socket.destroyed) return;
  // Node calls this when the last answer of a connection has left.
  socket.destroySoon = () => {
    Reflect.deleteProperty(socket, 'destroySoon');
    if (request.complete) socket.destroySoon();
    else request.once('close', () => socket.destroySoon());
  };
  response.once('finish', () => {
    Reflect.deleteProperty(socket, 'destroySoon');
    if (request.complete) return;
    // Node does this by itself only for a body that nobody has begun to read.
    request.resume();
    const until = Date.now() + MAX_MS;
    const read = socket.bytesRead;
    const timer = setInterval(() => {
      if (Date.now() > until || socket.bytesRead - read > MAX_BYTES) socket.destroy();
    }, LOOK_MS);
    request.once('close', () => clearInterval(timer));
  });
}
