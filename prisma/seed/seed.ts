import pg from 'pg';
import { seedIdentity } from './seed-identity';
import { readMonthlyTotals, seedUsage } from './seed-usage';
import { WORKSPACES } from './people';

export type SeedResult = {
  /** Usage events that were stored; 0 when they were there already. */
  events: number;
  /** What Ada's workspace used in each whole month, for the invoices of the demo. */
  adaUsage: { meter: string; period: string; quantity: string }[];
};

/** Puts the demo people, workspaces and usage into a database. Running it again changes nothing. */
export async function seed(databaseUrl: string, now = new Date()): Promise<SeedResult> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    // Two instances that start at once seed one after the other.
    await client.query("select pg_advisory_xact_lock(hashtextextended('tollgate:seed', 0))");
    await seedIdentity(client);
    const events = await seedUsage(client, now);
    const adaUsage = await readMonthlyTotals(client, WORKSPACES.analyticalEngines.id);
    await client.query('commit');
    return { events, adaUsage };
  } finally {
    await client.end();
  }
}
