import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rawRequest, statusesOf } from '@/e2e/support/raw-request';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { startTestWeb, type TestWeb } from '@/e2e/support/test-web';
import { authenticateApiKey, requireApiKeyForm } from '@/lib/auth/api-key/authenticate-api-key';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import type { Principal } from '@/lib/auth/principal';
import type * as RealClientContext from './client-headers';
import { stripHeaders } from './client-headers';

/** Which defences the twins have taken out. */
const removed = vi.hoisted(() => ({ hops: false }));

vi.mock('./client-headers', async (original) => {
  const real = await original<typeof RealClientContext>();
  const readClientContext: typeof real.readClientContext = (request, isTrustedProxy) => {
    const context = real.readClientContext(request, isTrustedProxy);
    const [leftmost] = String(request.headers['x-forwarded-for'] ?? '').split(',');
    return removed.hops && leftmost ? { ...context, address: leftmost.trim() } : context;
  };
  return { ...real, readClientContext };
});

provideTestDatabase();

let web: TestWeb;
let ada: Principal;
let key: string;

beforeAll(async () => {
  ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' }));
  web = await startTestWeb();
});
afterAll(() => web.stop());

const me = (headers: string) =>
  rawRequest(
    web.port,
    `GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n\r\n`,
  );

test('A25: revoked between two requests of one open connection', async () => {
  const { key: victim, view } = await issueApiKey(ada, {
    name: 'v',
    scopes: ['usage:read'],
    mode: 'test',
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  const call = () =>
    new Promise<number | undefined>((resolve, reject) => {
      http
        .get(`${web.url}/api/v1/me`, { agent, headers: { 'x-api-key': victim } }, (response) => {
          ports.add(response.socket.localPort);
          response.resume().on('end', () => resolve(response.statusCode));
        })
        .on('error', reject);
    });
  expect(await call()).toBe(200);
  await revokeApiKey(ada, view.id);
  await vi.waitUntil(async () => (await call()) === 401);
  expect(ports.size).toBe(1);
  agent.destroy();
});

describe('A28 forged addresses', () => {
  const forged = [
    'X-Forwarded-For: 127.0.0.2',
    'Forwarded: for=127.0.0.2',
    'X-Real-IP: 127.0.0.2',
    'X-Client-IP: 127.0.0.2',
    'CF-Connecting-IP: 127.0.0.2',
    'True-Client-IP: 127.0.0.2',
    'X-Forwarded-For: 127.0.0.2\r\nX-Forwarded-For: 127.0.0.2',
  ];

  async function boundKey() {
    const input = { name: 'b', scopes: ['usage:read' as const], mode: 'test' as const };
    return (await issueApiKey(ada, { ...input, allowedCidrs: ['127.0.0.2/32'] })).key;
  }

  test.each(forged)('%s changes nothing', async (header) => {
    const answer = await me(`X-API-Key: ${await boundKey()}\r\n${header}`);
    expect(statusesOf(answer)).toEqual([403]);
    expect(answer).toContain('ip-not-allowed');
    expect(answer).toContain('from 127.0.0.1.');
  });

  test('twin: where the leftmost entry is believed, the header opens the door', async () => {
    removed.hops = true;
    const answer = await me(`X-API-Key: ${await boundKey()}\r\n${forged[0]}`);
    removed.hops = false;
    expect(statusesOf(answer)).toEqual([200]);
  });
});

describe('A33 two credentials', () => {
  test.each([
    ['X-API-Key twice', () => `X-API-Key: ${key}\r\nX-API-Key: ${key}`],
    ['Authorization twice', () => `Authorization: Bearer ${key}\r\nAuthorization: Bearer x`],
    ['both kinds', () => `X-API-Key: ${key}\r\nAuthorization: Bearer ${key}`],
    ['two in one line', () => `X-API-Key: ${key}, ${key}`],
  ])('%s', async (_name, headers) => {
    const answer = await me(headers());
    expect(statusesOf(answer)).toEqual([400]);
    expect(answer).toContain('problems/ambiguous-credentials');
  });

  test('twin: Node alone keeps the first Authorization silently, and it gets in', async () => {
    const answer = await behindBareNode(
      {},
      async (request) => {
        const text = request.headers.authorization?.slice('Bearer '.length) ?? '';
        await authenticateApiKey(requireApiKeyForm(text));
      },
      (port) =>
        rawRequest(
          port,
          `GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nAuthorization: Bearer x\r\n\r\n`,
        ),
    );
    expect(statusesOf(answer)).toEqual([200]);
  });
});

test('A34: a cookie is never read here, whatever it holds', async () => {
  const answer = await me(`Cookie: tollgate.session=${key}; x-api-key=${key}`);
  expect(statusesOf(answer)).toEqual([401]);
  expect(answer).toContain('problems/missing-credential');
});

test('A51: claimed identities are dropped in both forms that Node keeps', async () => {
  const names = [
    'X-Client-Cert',
    'X-Forwarded-Client-Cert',
    'X-User-Id',
    'X-Remote-User',
    'x-middleware-subrequest',
    'X-Forwarded-Host',
    'X-HTTP-Method-Override',
  ];
  const headers = names.map((name) => `${name}: admin`).join('\r\n');
  expect(statusesOf(await me(headers))).toEqual([401]);
  const request = {
    rawHeaders: [...names.flatMap((name) => [name, 'admin']), 'Accept', '*/*'],
    headers: Object.fromEntries([
      ...names.map((name) => [name.toLowerCase(), 'admin']),
      ['accept', '*/*'],
    ]),
  } as unknown as http.IncomingMessage;
  stripHeaders(request);
  expect(request.rawHeaders).toEqual(['Accept', '*/*']);
  expect(request.headers).toEqual({ accept: '*/*' });
});

test('A51 twin: where they are not dropped, whoever reads one believes whoever sent it', async () => {
  const trusting = (prepare: (request: http.IncomingMessage) => void) =>
    behindBareNode(
      {},
      async (request) => {
        prepare(request);
        if (request.headers['x-user-id'] !== 'admin') throw new Error('nobody');
      },
      (port) => rawRequest(port, 'GET / HTTP/1.1\r\nHost: a\r\nX-User-Id: admin\r\n\r\n'),
    );
  expect(statusesOf(await trusting(() => {}))).toEqual([200]);
  expect(statusesOf(await trusting(stripHeaders))).toEqual([401]);
});

describe('A52 smuggling', () => {
  const hidden = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const post = (headers: string, body: string) =>
    `POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n${body}`;
  const attempts: [string, string][] = [
    ['two ends', post('Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${hidden}`)],
    ['two lengths', post('Content-Length: 5\r\nContent-Length: 6', hidden)],
    ['an unknown coding', post('Transfer-Encoding: xchunked', hidden)],
    [
      'a space before the colon',
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-API-Key : a\r\n\r\n`,
    ],
    ['a bare line feed', `GET /healthz HTTP/1.1\nHost: localhost\n\n`],
    ['a folded header', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n`],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ];

  test.each(attempts)('%s: one answer, 400', async (_name, bytes) => {
    const answer = await rawRequest(web.port, bytes);
    expect(statusesOf(answer)).toEqual([400]);
  });

  test('what the parser refuses has a request id and the problem form, too', async () => {
    const answer = await rawRequest(web.port, attempts[1]?.[1] ?? '');
    expect(answer).toMatch(/X-Request-Id: req_/);
    expect(answer).toContain('application/problem+json');
  });

  test('twin: a lenient parser answers the hidden request as well', async () => {
    const answer = await behindBareNode({ insecureHTTPParser: true }, undefined, (port) =>
      rawRequest(port, attempts[0]?.[1] ?? ''),
    );
    expect(statusesOf(answer)).toEqual([200, 200]);
  });
});

describe('A60 too much', () => {
  test('20 KB of header: 431', async () => {
    expect(statusesOf(await me(`X-Big: ${'a'.repeat(20_000)}`))).toEqual([431]);
  });

  test('a body over 1 MiB: 413, whether announced or not', async () => {
    const { key: writer } = await issueApiKey(ada, {
      name: 'w',
      scopes: ['events:write'],
      mode: 'test',
    });
    const head = `POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${writer}\r\nContent-Type: application/json\r\n`;
    const big = 'a'.repeat(1_100_000);
    const announced = await rawRequest(
      web.port,
      `${head}Content-Length: ${big.length}\r\n\r\n${big}`,
    );
    expect(statusesOf(announced)).toEqual([413]);
    const size = big.length.toString(16);
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${size}\r\n${big}\r\n0\r\n\r\n`;
    expect(statusesOf(await rawRequest(web.port, chunked))).toEqual([413]);
  });

  test('a page of 10^9: 422', async () => {
    const { key: reader } = await issueApiKey(ada, {
      name: 'r',
      scopes: ['events:read'],
      mode: 'test',
    });
    const request = `GET /api/v1/events?limit=1000000000 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${reader}\r\n\r\n`;
    expect(statusesOf(await rawRequest(web.port, request))).toEqual([422]);
  });

  test('a burst over the limit: 429 with the time to wait', async () => {
    const { key: slow } = await issueApiKey(
      { ...ada, credential: 'operator' },
      { name: 's', scopes: ['usage:read'], mode: 'test', rateLimit: 5 },
    );
    const call = () => fetch(`${web.url}/api/v1/me`, { headers: { 'x-api-key': slow } });
    const answers = [];
    for (let turn = 0; turn < 6; turn += 1) answers.push(await call());
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 429]);
    const last = answers.at(-1);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.headers.get('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/);
    expect(last?.headers.get('ratelimit-policy')).toBe('"credential";q=5;w=60');
  });
});

/** What a server without our front door would answer: 200, or 401 where `check` throws. */
async function behindBareNode(
  options: http.ServerOptions,
  check: ((request: http.IncomingMessage) => Promise<void>) | undefined,
  attack: (port: number) => Promise<string>,
): Promise<string> {
  const server = http.createServer(options, (request, response) => {
    Promise.resolve(check?.(request)).then(
      () => response.end('x'),
      () => response.writeHead(401).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  try {
    return await attack(typeof address === 'object' && address ? address.port : 0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
