import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AddressPolicy, PUBLIC_ONLY } from './address-policy';
import { guardedFetch } from './guarded-fetch';

/** Fetching what a stranger named, with a name that no resolver knows. */
const NAME = 'issuer.rebinding.example';
const OPEN: AddressPolicy = {
  allowsAddress: (address) => address === '127.0.0.1',
  allowsPlainHttp: () => true,
};
const LIMITS = { timeoutMs: 2_000, maxBytes: 1_000 };

let server: Server;
let port = 0;
let calls = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    calls += 1;
    if (request.url === '/redirect') {
      response.writeHead(302, { location: 'http://127.0.0.1/inside' }).end();
    } else if (request.url === '/large') response.end('x'.repeat(1_001));
    else if (request.url !== '/silent') response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('connects to the address that was checked, and asks no resolver again', async () => {
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    return asked === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
  };
  const answer = await guardedFetch(`http://${NAME}:${port}/`, {
    ...LIMITS,
    policy: OPEN,
    resolve,
  });
  expect(answer.status).toBe(200);
  expect(asked).toBe(1);
  // Without the pinned address the connection would ask for the name itself, which nobody has.
  await expect(fetch(`http://${NAME}:${port}/`)).rejects.toThrow();
});

test('refuses a name with an inner address among its public ones, before it connects', async () => {
  const before = calls;
  const resolve = async () => ['203.0.113.7', '93.184.215.14', '127.0.0.1'];
  const options = { ...LIMITS, policy: PUBLIC_ONLY, resolve };
  await expect(guardedFetch(`https://${NAME}:${port}/`, options)).rejects.toThrow(
    'not on the public internet',
  );
  expect(calls).toBe(before);
});

test('follows no redirect', async () => {
  const options = { ...LIMITS, policy: OPEN, resolve: async () => ['127.0.0.1'] };
  const answer = await guardedFetch(`http://${NAME}:${port}/redirect`, options);
  expect(answer.status).toBe(302);
});

test('gives up on what is too large or too slow', async () => {
  const options = { ...LIMITS, policy: OPEN, resolve: async () => ['127.0.0.1'] };
  const at = (path: string, timeoutMs = 2_000) =>
    guardedFetch(`http://${NAME}:${port}${path}`, { ...options, timeoutMs });
  await expect(at('/large')).rejects.toThrow('larger than 1000 bytes');
  await expect(at('/silent', 200)).rejects.toThrow();
});
