import { afterEach, expect, test, vi } from 'vitest';
import { openTcpProxy } from '@/e2e/support/tcp-proxy';
import { createTestDatabase, provideTestDatabase } from '@/e2e/support/test-database';
import { dbPool } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { listenToDatabase } from './database-channel.repository';
import { withClient } from './database-connection.repository';

provideTestDatabase();

/** A machine with other work to do may be late; a channel that is wrongly trusted never is. */
const PATIENCE = { timeout: 15_000, interval: 20 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  getEnv().DIRECT_DATABASE_URL = undefined;
  for (const end of ends.splice(0).reverse()) await end();
});

function listen() {
  const seen = { up: 0, down: 0, payloads: [] as string[] };
  const stop = listenToDatabase({
    channels: { news: (payload) => seen.payloads.push(payload) },
    onUp: () => (seen.up += 1),
    onDown: () => (seen.down += 1),
  });
  ends.push(stop);
  return seen;
}

const publish = (text: string) => dbPool().query('select pg_notify($1, $2)', ['news', text]);

test('is up once a nonce from another connection has come back, and hands on what is sent', async () => {
  const seen = listen();
  await vi.waitUntil(() => seen.up === 1, PATIENCE);
  await publish('hello');
  await vi.waitUntil(() => seen.payloads.includes('hello'), PATIENCE);
});

test('a connection that goes silent is not trusted after a second, and comes back', async () => {
  const proxy = await openTcpProxy(getEnv().DATABASE_URL);
  ends.push(() => proxy.close());
  getEnv().DIRECT_DATABASE_URL = proxy.url;
  const seen = listen();
  await vi.waitUntil(() => seen.up > seen.down, PATIENCE);
  const before = seen.down;
  const silenced = performance.now();
  await proxy.set('silent');
  await vi.waitUntil(() => seen.down > before, PATIENCE);
  // 0.95 s by design; the rest is for a busy machine.
  expect(performance.now() - silenced).toBeLessThan(3_000);
  await proxy.set('open');
  await vi.waitUntil(() => seen.up > seen.down, PATIENCE);
}, 60_000);

test('a channel that delivers nothing is never trusted, although every query on it succeeds', async () => {
  // As behind a transaction pooler: LISTEN succeeds, and what is sent arrives somewhere else.
  const elsewhere = await createTestDatabase();
  ends.push(() => elsewhere.drop());
  getEnv().DIRECT_DATABASE_URL = elsewhere.url;
  await withClient(elsewhere.url, (client) => client.query('listen news; select 1'));
  const seen = listen();
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await publish('lost');
  expect(seen).toEqual({ up: 0, down: 0, payloads: [] });
}, 30_000);
