import { afterEach, describe, expect, test, vi } from 'vitest';
import { type OpenFrontDoor, openFrontDoor } from '@/e2e/support/open-front-door';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createConcurrencyLimiter } from './concurrency';

provideTestDatabase();

const PLACES = 4;
const OFFERED = 40;

const doors: OpenFrontDoor[] = [];
afterEach(() => {
  for (const door of doors.splice(0)) door.close();
});

type Places = Parameters<typeof createConcurrencyLimiter>[1];

/** A site whose pages take until they are let go. */
async function open(places: Places, databaseQueue = () => 0) {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const limiter = createConcurrencyLimiter(databaseQueue, places);
  const door = await openFrontDoor({
    limiter,
    pages: async (request, response) => {
      if (request.url === '/slow') await gate;
      response.end('a page');
    },
  });
  doors.push(door);
  const get = async (path: string) => {
    const response = await fetch(`${door.url}${path}`);
    await response.arrayBuffer();
    return response;
  };
  const inFlight = () => limiter.inFlight().get('pages') ?? 0;
  const refused = () => limiter.refused().get('pages') ?? 0;
  return { get, letGo, inFlight, refused };
}

const everything = { all: PLACES, perAddress: PLACES };

/** Offers all at once and waits until each was taken in or refused. */
async function offer(site: Awaited<ReturnType<typeof open>>) {
  const answers = Promise.all(Array.from({ length: OFFERED }, () => site.get('/slow')));
  await vi.waitUntil(() => site.inFlight() + site.refused() === OFFERED, { timeout: 60_000 });
  const most = site.inFlight();
  site.letGo();
  return { most, answers: await answers };
}

describe('ten times what there is power for', () => {
  test('some are served, the rest is refused at once, and everything goes on', async () => {
    const site = await open({ pages: everything });
    const { most, answers } = await offer(site);
    expect(most).toBe(PLACES);
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(PLACES);
    expect(refused).toHaveLength(OFFERED - PLACES);
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    expect(site.inFlight()).toBe(0);
    expect((await site.get('/dashboard')).status).toBe(200);
  }, 90_000);

  test('twin: without the limit all of them are taken in at once', async () => {
    const site = await open({});
    expect((await offer(site)).most).toBe(OFFERED);
  }, 90_000);

  test('health answers all the while', async () => {
    const site = await open({ pages: { all: 0, perAddress: 0 } });
    expect((await site.get('/dashboard')).status).toBe(503);
    expect((await site.get('/healthz')).status).toBe(200);
    expect((await site.get('/readyz')).status).toBe(200);
  });
});

test('a long queue at the database closes the door, a short one does not', async () => {
  let waiting = 1_000;
  const site = await open({ pages: everything }, () => waiting);
  expect((await site.get('/dashboard')).status).toBe(503);
  waiting = 0;
  expect((await site.get('/dashboard')).status).toBe(200);
});

test('one address gets a share of the places, another still gets in', () => {
  const limiter = createConcurrencyLimiter(() => 0, { pages: { all: 4, perAddress: 2 } });
  const leave = limiter.acquire('pages', '192.0.2.1');
  expect(limiter.acquire('pages', '192.0.2.1')).toBeDefined();
  expect(limiter.acquire('pages', '192.0.2.1')).toBeUndefined();
  expect(limiter.acquire('pages', '192.0.2.2')).toBeDefined();
  leave?.();
  expect(limiter.acquire('pages', '192.0.2.1')).toBeDefined();
});

test('a page of another site can read that the API is overloaded, and when to come back', async () => {
  const none = { all: 0, perAddress: 0 };
  const limiter = createConcurrencyLimiter(() => 0, { api: none });
  const door = await openFrontDoor({ limiter });
  doors.push(door);
  const call = (headers: Record<string, string>) => fetch(`${door.url}/api/v1/me`, { headers });
  const fromPage = await call({ origin: 'https://app.example' });
  expect(fromPage.status).toBe(503);
  expect(fromPage.headers.get('access-control-allow-origin')).toBe('*');
  expect(fromPage.headers.get('access-control-expose-headers')).toContain('retry-after');
  const fromServer = await call({});
  expect(fromServer.status).toBe(503);
  expect(fromServer.headers.get('access-control-allow-origin')).toBeNull();
});
