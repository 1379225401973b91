import net from 'node:net';

/** How long a busy machine may take to a first byte. */
const FIRST_BYTE_MS = 15_000;

/** Sends bytes as they are and gives all that comes back until the other end closes or pauses. */
export function rawRequest(port: number, bytes: string, idleMs = 400): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let answer = '';
    socket.setTimeout(FIRST_BYTE_MS, () => socket.destroy());
    socket.on('data', (data) => {
      socket.setTimeout(idleMs);
      answer += data.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
  });
}

/** The status codes of the answers in what came back. A body may end without a line feed. */
export function statusesOf(answer: string): number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}
