import type { UsageReceipt, UsageTotal } from '@/lib/billing/wire';
import { billingDatabase, type Database, type Tenant } from './database';

/** Stores totals, newer versions only. @returns how many were newer. */
export async function upsertTotals(totals: readonly UsageTotal[]): Promise<number> {
  return billingDatabase().$transaction(async (db) => {
    let applied = 0;
    for (const total of totals) {
      applied += await db.$executeRaw`
        INSERT INTO "billing"."usage_total"
          ("workspace_id", "mode", "meter", "period", "quantity", "version", "received_at")
        VALUES (${total.workspace_id}::uuid, ${total.mode}::"billing"."Mode", ${total.meter},
          ${total.period}, ${total.quantity}::numeric, ${total.version}, now())
        ON CONFLICT ("workspace_id", "mode", "meter", "period") DO UPDATE
          SET "quantity" = EXCLUDED."quantity", "version" = EXCLUDED."version",
            "received_at" = EXCLUDED."received_at"
          WHERE "billing"."usage_total"."version" < EXCLUDED."version"`;
    }
    return applied;
  });
}

/** A month's quantity by meter, exact. */
export async function readTotals(
  tenant: Tenant,
  period: string,
  db: Database = billingDatabase(),
): Promise<Map<string, string>> {
  const { workspaceId, mode } = tenant;
  const rows = await db.usageTotal.findMany({
    where: { workspaceId, mode, period },
  });
  return new Map(rows.map((row) => [row.meter, row.quantity.toFixed()]));
}

/** Who used anything in a month. */
export function findTenantsWithUsage(period: string): Promise<Tenant[]> {
  return billingDatabase().usageTotal.findMany({
    where: { period },
    distinct: ['workspaceId', 'mode'],
    select: { workspaceId: true, mode: true },
  });
}

/**
 * Stores the web application's totals. They are absolute and versioned, so repeats and late or
 * reordered deliveries change nothing.
 */
export async function recordUsageTotals(totals: readonly UsageTotal[]): Promise<UsageReceipt> {
  const applied = await upsertTotals(totals);
  return { applied, ignored: totals.length - applied };
}
