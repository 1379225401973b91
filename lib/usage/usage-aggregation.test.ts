import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { UsageTotal } from '@/lib/billing/wire';
import { createMeter } from './create-meter';
import { readUsage } from './read-usage';
import { recordEvents } from './record-events';
import { settleUsage } from './send-usage';
import { foldUsage } from './usage-fold.repository';
import type { EventInput, MeterAggregation } from './usage-view';

provideTestDatabase();

const AGGREGATIONS: MeterAggregation[] = ['count', 'sum', 'max', 'unique'];
const HOUR_MS = 3_600_000;
/** Three days around the end of a month, so that hours, days and months all split. */
const START = Date.UTC(2026, 9, 30);
const END = START + 72 * HOUR_MS;

type Made = { id: number; meter: MeterAggregation; quantity: number; offset: number; user: number };

const event: fc.Arbitrary<Made> = fc.record({
  id: fc.integer({ min: 0, max: 60 }),
  meter: fc.constantFrom(...AGGREGATIONS),
  quantity: fc.integer({ min: 0, max: 100_000 }),
  offset: fc.integer({ min: 0, max: 72 * HOUR_MS - 1 }),
  user: fc.integer({ min: 0, max: 5 }),
});
const batches = fc.array(
  fc.record({ events: fc.array(event, { minLength: 1, maxLength: 12 }), fold: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

const toInput = ({ id, meter, quantity, offset, user }: Made): EventInput => ({
  id: `event-${id}`,
  meter,
  quantity: quantity / 100,
  time: new Date(START + offset),
  properties: user === 0 ? {} : { user: `u${user}` },
});

/** What usage is, the slow and obvious way. */
function reckon(events: readonly Made[], meter: MeterAggregation): number {
  const own = events.filter((made) => made.meter === meter);
  const quantities = own.map(({ quantity }) => quantity);
  if (meter === 'count') return own.length;
  if (meter === 'sum') return quantities.reduce((sum, quantity) => sum + quantity, 0) / 100;
  if (meter === 'max') return Math.max(0, ...quantities) / 100;
  return new Set(own.filter(({ user }) => user > 0).map(({ user }) => user)).size;
}

describe('usage from rollups', () => {
  it('equals what the raw events say, however they were sent and folded', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (sent) => {
        const principal = await createPerson();
        for (const key of AGGREGATIONS) {
          const property = key === 'unique' ? { property: 'user' } : {};
          await createMeter(principal, { key, name: key, aggregation: key, ...property });
        }
        const stored = new Map<number, Made>();
        for (const { events, fold } of sent) {
          const before = stored.size;
          for (const made of events) if (!stored.has(made.id)) stored.set(made.id, made);
          const result = await recordEvents(principal, events.map(toInput));
          expect(result.accepted).toBe(stored.size - before);
          if (fold) await foldUsage();
        }
        const all = [...stored.values()];
        for (const meter of AGGREGATIONS) {
          for (const [granularity, width] of [
            ['hour', HOUR_MS],
            ['day', 24 * HOUR_MS],
          ] as const) {
            const range = { from: new Date(START), to: new Date(END) };
            const usage = await readUsage(principal, { meter, granularity, ...range });
            expect(usage.total).toBeCloseTo(reckon(all, meter), 6);
            for (const { start, quantity } of usage.data) {
              const from = start.getTime() - START;
              const inside = all.filter(({ offset }) => offset >= from && offset < from + width);
              expect(quantity).toBeCloseTo(reckon(inside, meter), 6);
            }
          }
        }
        const totals: UsageTotal[] = [];
        await settleUsage(async (some) => {
          totals.push(...some.filter((total) => total.workspace_id === principal.workspaceId));
          return { applied: some.length, ignored: 0 };
        });
        for (const meter of AGGREGATIONS) {
          for (const period of ['2026-10', '2026-11']) {
            const inside = all.filter(
              ({ offset }) => new Date(START + offset).toISOString().slice(0, 7) === period,
            );
            const total = totals.find((one) => one.meter === meter && one.period === period);
            const any = inside.some((made) => made.meter === meter);
            expect(total === undefined).toBe(!any);
            expect(Number(total?.quantity ?? 0)).toBeCloseTo(reckon(inside, meter), 6);
          }
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
