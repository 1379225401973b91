import { withClient } from '@/lib/database-connection.repository';
import { seedIdentity } from './seed-identity';
import { type MonthlyTotal, readBilledMonths, seedUsage } from './seed-usage';
import { WORKSPACES } from './people';

export type SeedResult = {
  /** Usage events that were stored; 0 when they were there already. */
  events: number;
  /** What each workspace used in the months that the demo's invoices bill. */
  billed: { analyticalEngines: MonthlyTotal[]; compilerWorks: MonthlyTotal[] };
};

/**
 * Puts the demo people, workspaces and usage into a database. Running it again changes nothing.
 * @param now the day of the demo: its usage covers the two whole months before and this one so far.
 */
export async function seed(databaseUrl: string, now = new Date()): Promise<SeedResult> {
  return await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    // Two instances that start at once seed one after the other.
    await client.query("select pg_advisory_xact_lock(hashtextextended('tollgate:seed', 0))");
    await seedIdentity(client);
    const events = await seedUsage(client, now);
    const billed = {
      analyticalEngines: await readBilledMonths(client, WORKSPACES.analyticalEngines.id),
      compilerWorks: await readBilledMonths(client, WORKSPACES.compilerWorks.id),
    };
    await client.query('commit');
    return { events, billed };
  });
}
