import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';

const REQUEST = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n';
const ASK_EVERY_MS = 500;

/** A certificate with its key and the CAs to expect, to call billing with. */
export type Copy = { cert: string; key: string; ca: string };

/** Copies the files that spiffe-helper wrote. */
export function copyFiles(folder: string): Copy {
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  return { cert: read('svid.pem'), key: read('svid_key.pem'), ca: read('svid_bundle.pem') };
}

function open(copy: Copy, port: number): TLSSocket {
  const socket = connect({ ...copy, port, checkServerIdentity: () => undefined });
  socket.on('error', () => {});
  return socket.setEncoding('utf8');
}

/** The status line of the answer; `closed` where there is none. */
async function ask(socket: TLSSocket): Promise<string> {
  if (socket.destroyed) return 'closed';
  socket.write(REQUEST);
  const over = new AbortController();
  const { signal } = over;
  try {
    const closed = once(socket, 'close', { signal }).then(() => ['closed']);
    const [answer] = await Promise.race([once(socket, 'data', { signal }), closed]);
    return String(answer).split('\r\n')[0] ?? '';
  } finally {
    over.abort();
  }
}

/** Calls billing once, on a new connection. @returns the status line, or `closed`. */
export async function callWith(copy: Copy, port: number): Promise<string> {
  const socket = open(copy, port);
  try {
    return await ask(socket);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    socket.destroy();
  }
}

/**
 * Asks on one open connection until it is refused, and opens another where billing asks for that.
 * @returns when it was last answered (milliseconds since 1970), and how it was refused.
 */
export async function callUntilRefused(copy: Copy, port: number) {
  let socket = open(copy, port);
  let lastAnsweredAt = 0;
  for (;;) {
    const onOpenConnection = !socket.destroyed;
    if (socket.destroyed) socket = open(copy, port);
    const answer = await ask(socket).catch(String);
    if (answer.includes(' 200')) lastAnsweredAt = Date.now();
    else if (!onOpenConnection || answer !== 'closed') {
      socket.destroy();
      return { lastAnsweredAt, answer };
    }
    await pause(ASK_EVERY_MS);
  }
}
