import { db } from '@/lib/db';

/**
 * Ends sessions at once, by hand of the operator.
 * @param userId whose; everybody's where left out.
 * @returns how many there were.
 */
export async function endSessions(userId?: string): Promise<number> {
  const { count } = await db().session.deleteMany({ where: userId ? { userId } : {} });
  return count;
}
