import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { createTestDatabase, TEST_ENV } from '@/e2e/support/test-database';

type InvoiceRow = {
  workspace: string;
  period: string;
  status: string;
  issued: Date;
  usage: object;
};

/** Days on which calendar arithmetic goes wrong first. */
const DAYS = [
  ['the first minute of a month', '2026-12-01T00:00:30Z', ['2026-10', '2026-11']],
  ['the last minute of a month', '2027-04-30T23:59:30Z', ['2027-02', '2027-03']],
  ["New Year's Eve", '2026-12-31T23:59:59Z', ['2026-10', '2026-11']],
  ["New Year's Day", '2027-01-01T00:00:00Z', ['2026-11', '2026-12']],
  ['a leap day', '2028-02-29T12:00:00Z', ['2027-12', '2028-01']],
  ['the day after a leap day', '2028-03-01T00:00:00Z', ['2028-01', '2028-02']],
  ['the spring clock change in Europe', '2027-03-28T01:00:00Z', ['2027-01', '2027-02']],
  ['the autumn clock change in Europe', '2027-10-31T01:00:00Z', ['2027-08', '2027-09']],
  ['a day in three years', '2029-12-01T08:00:00Z', ['2029-10', '2029-11']],
] as const;

async function readInvoices(client: pg.Client): Promise<InvoiceRow[]> {
  const { rows } = await client.query<InvoiceRow>(
    `select w.name as workspace, i.period, i.status::text, i.issued_at as issued,
       (select json_object_agg(meter, quantity) from (
          select l.meter, trim_scale(sum(l.quantity))::text as quantity from billing.invoice_line l
          where l.invoice_id = i.id and l.meter is not null group by 1) lines) as usage
     from billing.invoice i join workspace w on w.id = i.workspace_id order by 1, 2`,
  );
  return rows;
}

async function readMeters(client: pg.Client, workspace: string, period: string): Promise<object> {
  const { rows } = await client.query<{ usage: object }>(
    `select json_object_agg(key, quantity) as usage from (
       select m.key, trim_scale(sum(e.quantity))::text as quantity
       from metered_event e join meter m on m.id = e.meter_id join workspace w on w.id = e.workspace_id
       where w.name = $1 and to_char(e.time at time zone 'UTC', 'YYYY-MM') = $2 group by 1) used`,
    [workspace, period],
  );
  return rows[0]?.usage ?? {};
}

test.each(DAYS)(
  'on %s the demo bills the two months before, as metered',
  async (_, day, months) => {
    const database = await createTestDatabase();
    Object.assign(process.env, TEST_ENV, {
      DATABASE_URL: database.url,
      BILLING_DATABASE_URL: database.url,
    });
    vi.resetModules();
    const [{ seedSystem }, { getEnv }] = [
      await import('@/scripts/system/seed-system'),
      await import('@/lib/env'),
    ];
    const now = new Date(day);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();

    await seedSystem(getEnv(), now);
    const invoices = await readInvoices(client);
    expect(invoices.map(({ workspace, period, status }) => [workspace, period, status])).toEqual([
      ['Analytical Engines', months[0], 'paid'],
      ['Analytical Engines', months[1], 'open'],
      ['Compiler Works', months[1], 'open'],
    ]);
    for (const { workspace, period, issued, usage } of invoices) {
      expect(usage).toEqual(await readMeters(client, workspace, period));
      expect(issued.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(issued.toISOString().slice(0, 7) > period).toBe(true);
    }

    // Neither a second start nor one in a later month adds an invoice or an event.
    const later = new Date(now.getTime() + 45 * 86_400_000);
    expect(await seedSystem(getEnv(), later)).toBe('up to date');
    expect(await readInvoices(client)).toEqual(invoices);
    await client.end();
    await database.drop();
  },
);
