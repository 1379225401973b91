import { beforeEach, describe, expect, test, vi } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { ProblemError } from '@/lib/http/problem';
import { createMeter } from './create-meter';
import { listEvents } from './list-events';
import { recordEvents } from './record-events';
import type * as Repository from './usage-event.repository';

/** Calls that arrive together are committed together, and each is answered for itself. */

const removed = vi.hoisted(() => ({ retry: false }));

vi.mock('./usage-event.repository', async (original) => {
  const real = await original<typeof Repository>();
  return { ...real, isRefusedRow: (error: Error) => !removed.retry && real.isRefusedRow(error) };
});

provideTestDatabase();

const CALLS = 64;

let ada: Principal;
let grace: Principal;

beforeEach(async () => {
  removed.retry = false;
  ada = await createPerson();
  grace = await createPerson();
  for (const person of [ada, grace]) {
    await createMeter(person, { key: 'calls', name: 'Calls', aggregation: 'sum' });
  }
  vi.spyOn(dbPool(), 'query').mockClear();
});

/** The names of the statements since the test began. */
function statements(): string[] {
  const calls: unknown[][] = vi.mocked(dbPool().query).mock.calls;
  return calls.flatMap(([query]) =>
    typeof query === 'object' && query && 'name' in query ? [String(query.name)] : [],
  );
}

const send = (person: Principal, id: string, meter = 'calls') =>
  recordEvents(person, [{ id, meter, quantity: 1, customer: `customer of ${id}` }]);

const idsOf = async (person: Principal) =>
  (await listEvents(person, { limit: 100 })).data.map(({ id }) => id).sort();

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `e${index}`).sort();

describe('Calls that arrive together', () => {
  test('share their statements and are each stored for their own tenant', async () => {
    const ids = numbered(CALLS);
    const stored = await Promise.all(
      ids.map((id, index) => send(index % 2 === 0 ? ada : grace, id)),
    );
    expect(stored).toEqual(ids.map(() => ({ accepted: 1, duplicates: 0 })));
    expect(statements()).toEqual(['meters-by-name', 'insert-events']);
    expect(await idsOf(ada)).toEqual(ids.filter((_id, index) => index % 2 === 0));
    expect(await idsOf(grace)).toEqual(ids.filter((_id, index) => index % 2 === 1));
    const customers = await dbPool().query('select workspace_id from customer');
    expect(new Set(customers.rows.map((row) => row.workspace_id)).size).toBe(2);
  });

  test('with the same id count once, and with that of another tenant twice', async () => {
    const stored = await Promise.all([send(ada, 'same'), send(ada, 'same'), send(grace, 'same')]);
    expect(stored).toEqual([
      { accepted: 1, duplicates: 0 },
      { accepted: 0, duplicates: 1 },
      { accepted: 1, duplicates: 0 },
    ]);
  });

  test('do not see the meters of another tenant or mode', async () => {
    await createMeter(grace, { key: 'hers', name: 'Hers', aggregation: 'sum' });
    const live = { ...grace, mode: 'live' as const };
    const [own, ofAda, ofLive] = await Promise.allSettled([
      send(grace, 'e1', 'hers'),
      send(ada, 'e2', 'hers'),
      send(live, 'e3', 'hers'),
    ]);
    expect(own.status).toBe('fulfilled');
    for (const refused of [ofAda, ofLive]) {
      expect(refused).toMatchObject({ reason: expect.any(ProblemError) });
    }
    expect(await idsOf(grace)).toEqual(['e1']);
  });
});

describe('A call that the database refuses', () => {
  beforeEach(async () => {
    await dbPool().query(`
      create or replace function refuse_bad() returns trigger language plpgsql as $$
      begin raise exception 'refused' using errcode = 'check_violation'; end $$;
      create or replace trigger refuse_bad before insert on metered_event
      for each row when (new.client_id = 'bad') execute function refuse_bad()`);
  });

  const sendWithBadOne = () =>
    Promise.allSettled(['e1', 'bad', 'e2'].map((id) => send(ada, id))).then((results) =>
      results.map(({ status }) => status),
    );

  test('fails no other call of its group', async () => {
    expect(await sendWithBadOne()).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await idsOf(ada)).toEqual(['e1', 'e2']);
  });

  test('twin: stored only together, it fails all of them', async () => {
    removed.retry = true;
    expect(await sendWithBadOne()).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await idsOf(ada)).toEqual([]);
  });
});

test('a call that arrives while a group is stored goes with the next one', async () => {
  const first = send(ada, 'e1');
  await vi.waitFor(() => expect(statements()).toContain('meters-by-key'), { interval: 1 });
  const second = send(ada, 'e2');
  expect(await Promise.all([first, second])).toHaveLength(2);
  expect(statements().filter((name) => name === 'insert-events')).toHaveLength(2);
});

test('a full call does not wait for another one', async () => {
  const full = (call: number) =>
    Array.from({ length: 1_000 }, (_, index) => ({
      id: `${call}-${index}`,
      meter: 'calls',
      quantity: 1,
    }));
  const stored = await Promise.all(
    Array.from({ length: 4 }, (_, call) => recordEvents(ada, full(call))),
  );
  expect(stored.every(({ accepted }) => accepted === 1_000)).toBe(true);
  expect(statements().slice(0, 4)).toEqual(Array(4).fill('meters-by-key'));
});
