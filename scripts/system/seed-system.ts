import type { Env } from '@/lib/env';
import { seed } from '@/prisma/seed/seed';
import { seedBilling } from '@/services/billing/seed';

/**
 * Seeds the web application's data, then billing's with the same usage.
 * @returns a note for the progress line.
 */
export async function seedSystem(env: Env, now = new Date()): Promise<string> {
  const { events, billed } = await seed(env.DATABASE_URL, now);
  await seedBilling(billed, now);
  return events > 0 ? `${events} usage events` : 'up to date';
}
