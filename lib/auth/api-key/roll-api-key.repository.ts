import { db } from '@/lib/db';

/** What the present secret is stored as, so that a roll can say which one it replaces. */
export function findDigests(
  id: string,
): Promise<{ digest: Uint8Array<ArrayBuffer>; pepperVersion: number } | null> {
  return db().apiKey.findUnique({ where: { id }, select: { digest: true, pepperVersion: true } });
}
