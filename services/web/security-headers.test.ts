import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { getEnv } from '@/lib/env';

provideTestDatabase();

const PATHS = [
  '/',
  '/page.js',
  '/api/v1/me',
  '/api/v1/nothing',
  '/oauth/nothing',
  '/healthz',
  '/oauth/device',
];
const PAGES = ['/', '/dashboard', '/nothing'];

let servers: Server[] = [];

/** The front door of a site with this address, before pages that nothing is wrong with. */
async function open(appUrl: string): Promise<(path: string) => Promise<Headers>> {
  const { createFrontDoor } = await import('./create-front-door');
  const door = createFrontDoor({ ...getEnv(), APP_URL: appUrl }, pino({ level: 'silent' }), {
    pages: async (_request, response) => void response.end('a page'),
  });
  const server = createServer(door);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (path) => {
    const response = await fetch(`${base}${path}`, { redirect: 'manual' });
    await response.arrayBuffer();
    return response.headers;
  };
}

let onHttp: Awaited<ReturnType<typeof open>>;
let onHttps: Awaited<ReturnType<typeof open>>;

beforeAll(async () => {
  onHttp = await open('http://localhost:3000');
  onHttps = await open('https://tollgate.example');
}, 120_000);
afterAll(() => {
  for (const server of servers) server.close();
  servers = [];
});

test.each(PATHS)('%s: nosniff always, HSTS on https only', async (path) => {
  expect((await onHttp(path)).get('x-content-type-options')).toBe('nosniff');
  expect((await onHttp(path)).get('strict-transport-security')).toBeNull();
  const hsts = (await onHttps(path)).get('strict-transport-security');
  expect(hsts).toBe('max-age=31536000; includeSubDomains');
});

describe.each(PAGES)('%s', (path) => {
  test('cannot be framed, opened or read from elsewhere, and asks for no device', async () => {
    const headers = await onHttp(path);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
    expect(headers.get('permissions-policy')).toContain('camera=(), ');
  });

  test('has a policy without an unsafe word, and upgrades on https', async () => {
    const policy = (await onHttps(path)).get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'nonce-[\w+/]{22}==' 'strict-dynamic';/);
    expect(policy).not.toMatch(/unsafe-(?:inline|eval)|\*/);
    expect(policy).toContain('upgrade-insecure-requests');
    expect((await onHttp(path)).get('content-security-policy')).not.toContain('upgrade-insecure');
  });
});

test('the API pays for no nonce', async () => {
  expect((await onHttp('/api/v1/me')).get('content-security-policy')).toBeNull();
});
