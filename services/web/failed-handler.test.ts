import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenFrontDoor, openFrontDoor } from '@/e2e/support/open-front-door';

let door: OpenFrontDoor;

beforeAll(async () => {
  door = await openFrontDoor({
    pages: async () => {
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    },
  });
});
afterAll(() => door.close());

test.each(['GET', 'HEAD'])(
  'a page handler that fails of a connection is a 503 (%s)',
  async (method) => {
    const response = await fetch(door.url, { method });
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const text = await response.text();
    if (method === 'GET') expect(JSON.parse(text)).toMatchObject({ title: expect.any(String) });
  },
);
