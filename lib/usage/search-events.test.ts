import { beforeAll, describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { createMeter } from './create-meter';
import { SEARCH_WINDOW } from './event-search.repository';
import { recordEvents } from './record-events';
import { searchEvents } from './list-events';

provideTestDatabase();

let principal: Principal;
const at = (hour: number) => new Date(Date.UTC(2026, 9, 1, hour));
const idsOf = async (filter: Parameters<typeof searchEvents>[2], who = principal) =>
  (await searchEvents(who, { limit: 50 }, filter)).data.map(({ id }) => id);

beforeAll(async () => {
  principal = await createPerson();
  for (const key of ['calls', 'seconds']) {
    await createMeter(principal, { key, name: key, aggregation: 'sum' });
  }
  await recordEvents(principal, [
    { id: 'a', meter: 'calls', quantity: 1, time: at(1), customer: 'Zoë & Co' },
    { id: 'b', meter: 'seconds', quantity: 2, time: at(2), customer: 'Zoë & Co' },
    { id: 'c', meter: 'calls', quantity: 3, time: at(3) },
  ]);
});

describe('searching events', () => {
  it.each([
    ['nothing', {}, ['c', 'b', 'a']],
    ['a meter', { meter: 'calls' }, ['c', 'a']],
    ['a customer', { customer: 'Zoë & Co' }, ['b', 'a']],
    ['an id', { id: 'b' }, ['b']],
    ['a time, the end excluded', { from: at(2), to: at(3) }, ['b']],
    ['two things at once', { meter: 'calls', customer: 'Zoë & Co' }, ['a']],
    ['a meter that is not there', { meter: 'x' }, []],
    ['an id with SQL in it', { id: "' or true --" }, []],
  ])('by %s', async (_what, filter, ids) => {
    expect(await idsOf(filter)).toEqual(ids);
  });

  it('finds nothing of another workspace or mode', async () => {
    expect(await idsOf({ id: 'a' }, await createPerson())).toEqual([]);
    expect(await idsOf({ id: 'a' }, { ...principal, mode: 'live' })).toEqual([]);
  });

  it('goes page by page', async () => {
    const first = await searchEvents(principal, { limit: 1 }, { meter: 'calls' });
    expect(first).toMatchObject({ data: [{ id: 'c' }], partial: false });
    const cursor = first.next_cursor ?? undefined;
    const second = await searchEvents(principal, { limit: 1, cursor }, { meter: 'calls' });
    expect(second).toMatchObject({ data: [{ id: 'a' }], next_cursor: null });
  });

  it('looks at so many events at once, says that it stopped, and goes on from there', async () => {
    const other = await createPerson();
    await createMeter(other, { key: 'calls', name: 'calls', aggregation: 'sum' });
    await recordEvents(other, [{ id: 'old', meter: 'calls', quantity: 1, customer: 'rare' }]);
    await dbPool().query(
      `insert into metered_event (id, workspace_id, mode, client_id, meter_id, quantity, time)
       select gen_random_uuid(), workspace_id, mode, 'n' || n, meter_id, 1, time
       from metered_event, generate_series(1, $2::int) n where workspace_id = $1`,
      [other.workspaceId, SEARCH_WINDOW + 10],
    );
    const found: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await searchEvents(other, { limit: 10, cursor }, { customer: 'nobody' });
      found.push(...page.data.map(({ id }) => id));
      expect(page.partial).toBe(pages === 0);
      cursor = page.next_cursor ?? undefined;
      pages += 1;
    } while (cursor);
    expect([found, pages]).toEqual([[], 2]);
  });
});
