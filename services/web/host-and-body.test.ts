import { execFile, spawnSync } from 'node:child_process';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest, statusesOf } from '@/e2e/support/raw-request';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';

provideTestDatabase();

let web: TestWeb;
let key: string;

beforeAll(async () => {
  const ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'k', scopes: ['events:write'], mode: 'test' }));
  web = await startTestWeb();
});
afterAll(() => web.stop());

test.each([
  ['none', 'GET /api/v1/me HTTP/1.1\r\n'],
  ['an empty one', 'GET /api/v1/me HTTP/1.1\r\nHost: \r\n'],
  ['two words', 'GET /api/v1/me HTTP/1.1\r\nHost: a b\r\n'],
  ['a path', 'GET /api/v1/me HTTP/1.1\r\nHost: a/b?c\r\n'],
  ['user info', 'GET /api/v1/me HTTP/1.1\r\nHost: a@b\r\n'],
])('a host that is none (%s) is a problem with a request id', async (_name, head) => {
  const answer = await rawRequest(web.port, `${head}X-API-Key: ${key}\r\n\r\n`);
  expect(statusesOf(answer)).toEqual([400]);
  expect(answer).toContain('problems/malformed-request');
  expect(answer).toMatch(/x-request-id: req_/i);
});

test.each(['localhost', '127.1', 'tollgate.example:8080', '[::1]:3000', 'a_b'])(
  'what the client calls us (%s) counts for nothing',
  async (host) => {
    const answer = await rawRequest(
      web.port,
      `GET /api/v1/me HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: ${key}\r\n\r\n`,
    );
    expect(statusesOf(answer)).toEqual([200]);
  },
);

test.each(['TRACE', 'PROPFIND'])('%s is not for pages, and says what is', async (method) => {
  const answer = await rawRequest(web.port, `${method} / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  expect(statusesOf(answer)).toEqual([405]);
  expect(answer).toMatch(/allow: GET, HEAD, POST/i);
});

test('HTTP/1.0 needs no host', async () => {
  const answer = await rawRequest(web.port, `GET /api/v1/me HTTP/1.0\r\nX-API-Key: ${key}\r\n\r\n`);
  expect(statusesOf(answer)).toEqual([200]);
});

test('who sends too much and reads only then still learns why', async () => {
  const body = Buffer.alloc(3 * 1_048_576, 'a');
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  for (const length of [{ 'content-length': body.length }, {}]) {
    const status = await new Promise((resolve, reject) => {
      const call = httpRequest(
        `${web.url}/api/v1/events`,
        { method: 'POST', headers: { ...headers, ...length } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      call.on('error', reject);
      call.end(body);
    });
    expect(status).toBe(413);
  }
});

/** Writes all of a request before it reads anything, as Python's urllib does. */
async function writeThenRead(port: number, size: number, headers: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').pause();
  const head = `POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n`;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(`${head}Content-Type: application/json\r\n${headers}\r\n\r\n`);
    socket.write(Buffer.alloc(size, ' '), (error) => (error ? reject(error) : resolve()));
  });
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('latin1');
}

const BIG = 12 * 1_048_576;

test.each([
  ['413', () => `X-API-Key: ${key}`, 'body-too-large'],
  ['401', () => 'X-API-Key: nonsense', 'invalid-key'],
  ['415', () => `X-API-Key: ${key}\r\nContent-Encoding: gzip`, 'unsupported-media-type'],
  ['400', () => `X-API-Key: ${key}\r\nX-API-Key: ${key}`, 'ambiguous-credentials'],
])(
  'a client that writes everything before it reads gets its %s',
  async (_status, headers, slug) => {
    const answer = await writeThenRead(web.port, BIG, `Connection: close\r\n${headers()}`);
    expect(answer).toContain(`problems/${slug}`);
  },
);

test('control: closed at once, the same client loses the answer', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(413, { connection: 'close' }).end('too large');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(writeThenRead(port, BIG, 'Connection: close')).rejects.toThrow(/EPIPE|ECONNRESET/);
  server.close();
});

const PYTHON = `
import sys, urllib.request, urllib.error
request = urllib.request.Request(sys.argv[1], data=b" " * 8_000_000,
    headers={"Content-Type": "application/json", "X-API-Key": sys.argv[2]})
try:
    urllib.request.urlopen(request)
except urllib.error.HTTPError as error:
    print(error.code)
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('Python reads the status of a body that is too large', async () => {
  const run = (apiKey: string) =>
    promisify(execFile)('python3', ['-c', PYTHON, `${web.url}/api/v1/events`, apiKey]);
  expect((await run(key)).stdout.trim()).toBe('413');
  expect((await run('nonsense')).stdout.trim()).toBe('401');
});

test('who goes on sending after the refusal is cut off, and soon', async () => {
  const head = `POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${key}\r\n`;
  const type = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const socket = connect(web.port, '127.0.0.1');
  const received: string[] = [];
  socket.on('data', (data) => received.push(data.toString('latin1')));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(head + type);
  const sending = setInterval(() => socket.write(chunk), 10);
  await closed;
  clearInterval(sending);
  expect(statusesOf(received.join(''))).toEqual([413]);
}, 20_000);

test('an expectation that nobody can meet is a problem with a request id', async () => {
  const answer = await rawRequest(
    web.port,
    `GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nX-API-Key: ${key}\r\n\r\n`,
  );
  expect(statusesOf(answer)).toEqual([417]);
  expect(answer).toMatch(/x-request-id: req_/i);
});

test('what came before a broken request on the same connection is answered first', async () => {
  const good = `GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${key}\r\n\r\n`;
  const answer = await rawRequest(web.port, `${good}${good}BROKEN\r\n\r\n`);
  expect(statusesOf(answer)).toEqual([200, 200, 400]);
});

test('a coded body is refused, not read as if it were plain', async () => {
  const response = await fetch(`${web.url}/api/v1/events`, {
    method: 'POST',
    headers: {
      'x-api-key': key,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: '{}',
  });
  expect(response.status).toBe(415);
});
