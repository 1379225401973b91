import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statusesOf } from '@/e2e/support/raw-request';
import { answerBrokenRequest, trackInFlightResponse } from './answer-broken-request';

const SLOW_MS = 300;
const MAX_MS = 500;

const server = createServer(
  { headersTimeout: MAX_MS, requestTimeout: MAX_MS, connectionsCheckingInterval: 100 },
  async (request, response) => {
    trackInFlightResponse(response);
    if (request.url === '/early') response.writeHead(401, { 'content-length': 0 }).end();
    if (request.url === '/slow') await wait(SLOW_MS);
    request.once('end', () => response.end('good')).resume();
    request.on('error', () => {});
  },
);
server.on('clientError', answerBrokenRequest);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const post = (path: string, framing: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\n${framing}`;
const chunked = 'Transfer-Encoding: chunked\r\n\r\n';

/** What a peer hears that never hangs up by itself, until the other end does. */
async function hear(...parts: string[]): Promise<number[]> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (data) => (answer += data.toString('latin1')));
  socket.on('error', () => {});
  const ended = new Promise((resolve) => socket.once('end', resolve));
  for (const part of parts) {
    socket.write(part);
    await wait(20);
  }
  await ended;
  return statusesOf(answer);
}

test.each<[string, string[], number[]]>([
  ['alone', ['BROKEN\r\n\r\n'], [400]],
  ['after a slow one', [`${get('/slow')}BROKEN\r\n\r\n`], [200, 400]],
  [
    'after a slow one that was not the first',
    [`${get('/')}${get('/slow')}NO\r\n\r\n`],
    [200, 200, 400],
  ],
  ['and then more of it', [`${get('/slow')}NO\r\n\r\n`, 'NO\r\n', 'NO\r\n'], [200, 400]],
  ['in its body', [post('/', `${chunked}NO\r\n`)], [400]],
  [
    'in its body, after a slow one',
    [`${get('/slow')}${post('/', `${chunked}NO\r\n`)}`],
    [200, 400],
  ],
  ['in its body, refused already', [post('/early', chunked), 'NO\r\n'], [401]],
  ['by a body that never ends', [post('/', 'Content-Length: 9\r\n\r\nabc')], [408]],
  ['by a head that never ends', ['GET / HTTP/1.1\r\nHost'], [408]],
])('a request that is broken %s is answered once, in its turn', async (_, parts, statuses) => {
  expect(await hear(...parts)).toEqual(statuses);
});

test('the connection of a peer that does not hang up is closed', async () => {
  await hear('BROKEN\r\n\r\n');
  await expect
    .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))), {
      timeout: 5_000,
    })
    .toBe(0);
});
