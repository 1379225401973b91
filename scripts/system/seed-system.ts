import type { Env } from '@/lib/env';
import { seed } from '@/prisma/seed/seed';

/** The whole months that the demo's invoices bill. */
const BILLED_MONTHS = ['2026-09', '2026-10'];

/**
 * Seeds the web application's data, then billing's with the same usage.
 * @returns a note for the progress line.
 */
export async function seedSystem(env: Env): Promise<string> {
  const { events, adaUsage } = await seed(env.DATABASE_URL);
  const billed = adaUsage.filter(({ period }) => BILLED_MONTHS.includes(period));
  const isComplete = BILLED_MONTHS.every((month) => billed.some(({ period }) => period === month));
  // Only now: on a fresh clone its client was generated a moment ago.
  const { seedBilling } = await import('@/services/billing/seed');
  await seedBilling(isComplete ? billed : undefined);
  return events > 0 ? `${events} usage events` : 'up to date';
}
