import net from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type OpenFrontDoor, openFrontDoor } from '@/e2e/support/open-front-door';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { createConcurrencyLimiter } from './concurrency';

provideTestDatabase();

const CALLERS = 20;

const doors: OpenFrontDoor[] = [];
afterEach(() => {
  for (const door of doors.splice(0)) door.close();
});

/** A front door whose pages never finish, as Next.js may where nobody reads any more. */
async function open(part: string) {
  const limiter = createConcurrencyLimiter(() => 0);
  const acquire = vi.spyOn(limiter, 'acquire');
  const pages = () => new Promise<void>(() => {});
  const door = await openFrontDoor({ limiter, pages });
  doors.push(door);
  return {
    port: door.port,
    entered: () => acquire.mock.calls.length,
    inFlight: () => limiter.inFlight().get(part) ?? 0,
  };
}

/** Sends the beginning of a request and is gone as soon as it was taken in. */
async function hangUp(port: number, head: string, entered: () => number): Promise<void> {
  const before = entered();
  const socket = net.connect(port, '127.0.0.1', () => socket.write(head));
  await vi.waitUntil(() => entered() > before, { interval: 1 });
  socket.resetAndDestroy();
}

test.each([
  ['pages', 'GET /learn'],
  ['forms', 'POST /sign-in'],
])('who hangs up on %s holds no place', async (part, line) => {
  const site = await open(part);
  for (let caller = 0; caller < CALLERS; caller += 1) {
    await hangUp(site.port, `${line} HTTP/1.1\r\nHost: localhost\r\n\r\n`, site.entered);
  }
  expect(site.entered()).toBe(CALLERS);
  await vi.waitUntil(() => site.inFlight() === 0);
});

test('nor does who hangs up in the middle of a body, while the key is looked up', async () => {
  const ada = await createPerson();
  const site = await open('api');
  for (let caller = 0; caller < CALLERS; caller += 1) {
    const { key } = await issueApiKey(ada, { name: 'k', scopes: ['events:write'], mode: 'test' });
    const lines = [
      'POST /api/v1/events HTTP/1.1',
      'Host: localhost',
      `X-API-Key: ${key}`,
      'Content-Type: application/json',
      'Content-Length: 100',
    ];
    await hangUp(site.port, `${lines.join('\r\n')}\r\n\r\n{`, site.entered);
  }
  expect(site.entered()).toBe(CALLERS);
  await vi.waitUntil(() => site.inFlight() === 0);
});
