import { randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawCall } from './support/raw-client';
import { TestServer } from './support/test-server';
import { type Credential, TestTrust } from './support/test-trust';

/** What is no TLS, not all of it, or no HTTP inside it. The port goes on answering good peers. */

let trust: TestTrust;
let server: TestServer;
let web: Credential;

beforeAll(async () => {
  trust = await TestTrust.create();
  server = await TestServer.start(await trust.identity('billing'));
  web = await trust.credential('web');
});
afterAll(() => server.stop());
beforeEach(() => server.captured.lines.splice(0));

/** Sends bytes on a bare connection and gives what came back when the other end has closed. */
async function sendBytes(bytes: Buffer | string): Promise<Buffer> {
  const parts: Buffer[] = [];
  const socket = await openSocket();
  socket.on('data', (part) => parts.push(part));
  socket.write(bytes);
  await closed(socket);
  return Buffer.concat(parts);
}

function openSocket(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(server.port, 'localhost', () => resolve(socket));
    socket.once('error', reject);
    socket.on('error', () => {});
  });
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });

async function expectGoodPeersAreServed(): Promise<void> {
  const seen = await rawCall({ port: server.port, ca: trust.root.certPem, credential: web });
  expect(seen.response).toContain('hello');
}

/** A record header of TLS (handshake, 1.0 for old ears) before something that is no ClientHello. */
const record = (body: Buffer) =>
  Buffer.concat([Buffer.from([22, 3, 1, body.length >> 8, body.length & 255]), body]);

const FATAL_ALERT = 21;

describe('bytes that are no handshake', () => {
  it.each([
    ['noise', randomBytes(4_096)],
    ['zeros', Buffer.alloc(4_096)],
    ['a record of noise', record(randomBytes(512))],
    [
      'a record that is longer than TLS allows',
      Buffer.from([22, 3, 3, 255, 255, ...Array(600).fill(1)]),
    ],
    ['an empty record, again and again', Buffer.concat(Array(64).fill(record(Buffer.alloc(0))))],
    [
      'a ClientHello of SSL 2',
      Buffer.from([128, 46, 1, 0, 2, 0, 21, 0, 0, 0, 16, ...Array(37).fill(7)]),
    ],
    ['a request of SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['plain HTTP', 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('%s: an alert or nothing, and the end', async (_name, bytes) => {
    const answer = await sendBytes(bytes);
    if (answer.length > 0) expect(answer[0]).toBe(FATAL_ALERT);
    expect(answer.toString('latin1')).not.toContain('HTTP');
    await expectGoodPeersAreServed();
  });
});

describe('half a handshake, held open', () => {
  it('ends after its time, while others are served', async () => {
    const held = await Promise.all(Array.from({ length: 50 }, openSocket));
    for (const [index, socket] of held.entries()) {
      // Half of them say nothing at all, half begin a record that never ends.
      if (index % 2 === 0) socket.write(Buffer.from([22, 3, 1, 2, 0, 1, 0, 1]));
    }
    await expectGoodPeersAreServed();
    await Promise.all(held.map(closed));
    expect(await server.captured.line('handshake refused')).toMatchObject({
      reason: 'ERR_TLS_HANDSHAKE_TIMEOUT',
    });
  }, 60_000);
});

describe('HTTP inside the connection that two parsers read differently', () => {
  const hidden = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const post = (headers: string, body: string) =>
    `POST /v1/health HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;

  it.each([
    ['two ends', post('Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${hidden}`)],
    ['two lengths', post('Content-Length: 5\r\nContent-Length: 6', hidden)],
    ['an unknown coding', post('Transfer-Encoding: xchunked', hidden)],
    ['a bare line feed', 'GET /v1/health HTTP/1.1\nHost: localhost\n\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['16 KB and more of headers', post(`X-Big: ${'a'.repeat(20_000)}`, '')],
  ])('%s: one refusal, nothing handled', async (_name, request) => {
    const before = server.handled.length;
    const seen = await rawCall({
      port: server.port,
      ca: trust.root.certPem,
      credential: web,
      request,
    });
    expect(seen.response.match(/HTTP\/1\.1 \d+/g)).toEqual([expect.stringMatching(/ (400|431)$/)]);
    expect(server.handled).toHaveLength(before);
  });
});
