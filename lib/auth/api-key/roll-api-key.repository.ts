import { db } from '@/lib/db';

export type StoredSecret = { digest: Uint8Array<ArrayBuffer>; pepperVersion: number };

/** What the present secret is stored as, and the one before it while its grace has not begun. */
export async function findSecrets(
  id: string,
): Promise<{ present: StoredSecret; waiting: (StoredSecret & { notAfter: Date }) | null } | null> {
  const key = await db().apiKey.findUnique({ where: { id } });
  if (!key) return null;
  const { digest, pepperVersion, previousDigest, previousPepperVersion, previousNotAfter } = key;
  const hasGrace = key.previousExpiresAt !== null;
  const waiting =
    previousDigest && previousPepperVersion !== null && previousNotAfter && !hasGrace
      ? { digest: previousDigest, pepperVersion: previousPepperVersion, notAfter: previousNotAfter }
      : null;
  return { present: { digest, pepperVersion }, waiting };
}
