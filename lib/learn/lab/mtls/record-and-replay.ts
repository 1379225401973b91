import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { LabAuthority, Papers } from './lab-authority';
import { attempt } from './lab-client';

/**
 * Records the bytes of a whole genuine session between victim and server, then sends the victim's
 * half again until the server hangs up.
 */
export async function recordAndReplay(
  port: number,
  authority: LabAuthority,
  victim: Papers,
): Promise<void> {
  const recorded: Buffer[] = [];
  const recorder = createServer((client: Socket) => {
    const server = connect(port, '127.0.0.1');
    client.on('data', (bytes: Buffer) => {
      recorded.push(bytes);
      server.write(bytes);
    });
    server.pipe(client);
    client.on('close', () => server.destroy());
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
  const { port: recorderPort } = recorder.address() as AddressInfo;
  const genuine = await attempt(recorderPort, authority, victim);
  await new Promise((resolve) => recorder.close(resolve));
  if (genuine.kind !== 'answer') throw new Error('The session to record did not come about');
  return replay(port, recorded);
}

/** Sends each recorded piece once the server has said something, as the victim did. */
function replay(port: number, pieces: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const [hello, ...rest] = pieces;
    const socket = connect(port, '127.0.0.1', () => socket.write(hello ?? Buffer.alloc(0)));
    socket.once('data', () => {
      socket.resume();
      for (const piece of rest) socket.write(piece);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve());
  });
}
