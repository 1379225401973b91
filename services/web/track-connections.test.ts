import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { trackConnections } from './track-connections';

const ANSWER_BYTES = 20_000_000;

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

test('an answer that a slow reader has not taken yet is not cut by a stop; idle connections are', async () => {
  const server = createServer(({ url }, response) =>
    response.end(Buffer.alloc(url === '/large' ? ANSWER_BYTES : 1)),
  );
  const connections = trackConnections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const idle = connect(port, '127.0.0.1', () => idle.write(get('/')));
  const idleClosed = new Promise((resolve) => idle.once('close', resolve));
  const slow = connect(port, '127.0.0.1', () => slow.write(get('/large')));
  const slowClosed = new Promise((resolve) => slow.once('close', resolve));
  let received = 0;
  slow.on('data', (data) => {
    received += data.length;
    if (received > ANSWER_BYTES / 2) return;
    slow.pause();
    setTimeout(() => slow.resume(), 1);
  });
  const begun = [idle, slow].map((peer) => new Promise((resolve) => peer.once('data', resolve)));
  await Promise.all(begun);
  await Promise.all([connections.close(), idleClosed, slowClosed]);
  expect(received).toBeGreaterThan(ANSWER_BYTES);
}, 20_000);
