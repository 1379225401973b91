import type { Client } from 'pg';
import { PERIOD_SECONDS } from '@/lib/usage/usage-partition.repository';
import { type DemoCustomer, type DemoEvent, makeDemoEvents } from './demo-events';
import { WORKSPACES } from './people';
import { seedId, seedIdAt } from './seed-id';

const MODE = 'test';

type Demo = { workspaceId: string; eventsPerHour: number; customers: readonly DemoCustomer[] };

const DEMOS: readonly Demo[] = [
  {
    workspaceId: WORKSPACES.analyticalEngines.id,
    eventsPerHour: 3.6,
    customers: [
      { reference: 'difference-co', weight: 5, region: 'eu-west' },
      { reference: 'jacquard-looms', weight: 3, region: 'eu-west' },
      { reference: 'note-g', weight: 2, region: 'us-east' },
      { reference: 'bernoulli-bank', weight: 2, region: 'us-east' },
      { reference: 'menabrea-press', weight: 1, region: 'ap-south' },
    ],
  },
  {
    workspaceId: WORKSPACES.compilerWorks.id,
    eventsPerHour: 0.3,
    customers: [
      { reference: 'flow-matic', weight: 2, region: 'us-east' },
      { reference: 'nanosecond-wires', weight: 1, region: 'us-west' },
    ],
  },
];

/**
 * Events from the first of the month before last until now, in test mode, for the workspaces that
 * have no event yet.
 * @returns how many were stored.
 */
export async function seedUsage(client: Client, now: Date): Promise<number> {
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 1));
  let stored = 0;
  for (const { workspaceId, customers, eventsPerHour } of DEMOS) {
    if (await hasEvents(client, workspaceId)) continue;
    const events = makeDemoEvents(workspaceId, customers, from, now, eventsPerHour);
    await insertCustomers(client, workspaceId, customers, from);
    await insertEvents(client, workspaceId, events);
    stored += events.length;
  }
  return stored;
}

async function hasEvents(client: Client, workspaceId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from metered_event where workspace_id = $1 limit 1',
    [workspaceId],
  );
  return rowCount === 1;
}

async function insertCustomers(
  client: Client,
  workspaceId: string,
  customers: readonly DemoCustomer[],
  since: Date,
): Promise<void> {
  for (const { reference } of customers) {
    await client.query(
      `insert into customer (id, workspace_id, mode, reference, created_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [seedId('customer', workspaceId, reference), workspaceId, MODE, reference, since],
    );
  }
}

async function insertEvents(
  client: Client,
  workspaceId: string,
  events: readonly DemoEvent[],
): Promise<void> {
  const column = <T>(read: (event: DemoEvent) => T) => events.map(read);
  // The caller's ids are claimed as the API does it (lib/usage/usage-event.repository.ts).
  await client.query(
    `with claimed as (
       insert into usage_event_id (workspace_id, mode, client_id, period, event_id)
       select $1::uuid, $2::"Mode", client_id,
         floor(extract(epoch from time) / ${PERIOD_SECONDS})::int, id
       from unnest($3::uuid[], $4::text[], $7::timestamptz[]) as t(id, client_id, time)
       on conflict do nothing
     )
     insert into metered_event
       (id, workspace_id, mode, client_id, meter_id, quantity, time, received_at, customer, properties)
     select id, $1::uuid, $2::"Mode", client_id, meter_id, quantity, time, time, customer, properties
     from unnest($3::uuid[], $4::text[], $5::uuid[], $6::numeric[], $7::timestamptz[], $8::text[],
       $9::jsonb[]) as t(id, client_id, meter_id, quantity, time, customer, properties)
     on conflict do nothing`,
    [
      workspaceId,
      MODE,
      column(({ time, clientId }) => seedIdAt(time, workspaceId, clientId)),
      column(({ clientId }) => clientId),
      column(({ meter }) => seedId('meter', workspaceId, MODE, meter)),
      column(({ quantity }) => quantity),
      column(({ time }) => time),
      column(({ customer }) => customer),
      column(({ properties }) => (properties ? JSON.stringify(properties) : null)),
    ],
  );
}

/** What was used of one meter in one month. `period` is like `2028-02`. */
export type MonthlyTotal = { meter: string; period: string; quantity: string };

/**
 * What a workspace's demo events add up to in the two whole months that they begin with: the months
 * that the demo's invoices bill. They follow from the stored events, not from today, so that seeding
 * again in a later month bills the same ones.
 */
export async function readBilledMonths(
  client: Client,
  workspaceId: string,
): Promise<MonthlyTotal[]> {
  const { rows } = await client.query<MonthlyTotal>(
    `with demo as (
       select meter_id, quantity, time at time zone 'UTC' as time from metered_event
       where workspace_id = $1 and mode = $2 and client_id like 'demo-%'
     )
     select m.key as meter, to_char(demo.time, 'YYYY-MM') as period,
       trim_scale(sum(demo.quantity))::text as quantity
     from demo join meter m on m.id = demo.meter_id
     where demo.time < (select date_trunc('month', min(time)) + interval '2 months' from demo)
     group by 1, 2 order by 2, 1`,
    [workspaceId, MODE],
  );
  return rows;
}
