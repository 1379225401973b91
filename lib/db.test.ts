import { expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { dbPool } from './db';

provideTestDatabase();

it('a connection that dies between two statements of a transaction ends no process', async () => {
  const client = await dbPool().connect();
  await client.query('begin');
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  // Without a listener of the pool's this is an unhandled `error`, and the process is gone.
  await dbPool().query('select pg_terminate_backend($1)', [rows[0].pid]);
  await ended;
  await expect(client.query('commit')).rejects.toThrow();
  client.release(true);
  expect((await dbPool().query('select 1 as one')).rows).toEqual([{ one: 1 }]);
}, 60_000);
