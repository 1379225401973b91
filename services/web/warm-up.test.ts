import pino from 'pino';
import { expect, test, vi } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { dbPool } from '@/lib/db';
import { warmUp } from './warm-up';

provideTestDatabase();

const log = pino({ level: 'silent' });

test('the connections that the first calls use are open, and every read has run', async () => {
  const query = vi.spyOn(dbPool(), 'query');
  const askSelf = vi.fn(async () => {});
  await warmUp(log, askSelf);
  expect(dbPool().totalCount).toBeGreaterThanOrEqual(3);
  const names = query.mock.calls.map(([statement]: unknown[]) =>
    Reflect.get(Object(statement), 'name'),
  );
  expect(names).toEqual(expect.arrayContaining(['select-api-key', 'sum-usage']));
  expect(askSelf.mock.calls.length).toBeGreaterThan(5);
  query.mockRestore();
});

test('a call that fails, or never ends, does not prevent a start', async () => {
  await warmUp(log, () => Promise.reject(new Error('refused')));
  const begin = performance.now();
  await warmUp(log, () => new Promise(() => {}), 200);
  expect(performance.now() - begin).toBeLessThan(2_000);
});
