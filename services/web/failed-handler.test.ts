import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getEnv } from '@/lib/env';
import { createFrontDoor } from './create-front-door';

const door = createFrontDoor(getEnv(), pino({ level: 'silent' }), {
  pages: async () => {
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  },
});
const server = createServer(door);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

test.each(['GET', 'HEAD'])(
  'a page handler that fails of a connection is a 503 (%s)',
  async (method) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, { method });
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const text = await response.text();
    if (method === 'GET') expect(JSON.parse(text)).toMatchObject({ title: expect.any(String) });
  },
);
