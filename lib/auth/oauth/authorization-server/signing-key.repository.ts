import { db } from '@/lib/db';

export type SigningKeyRow = { kid: string; privateKey: string; createdAt: Date };

/** Every signing key, newest first. */
export async function findSigningKeys(): Promise<SigningKeyRow[]> {
  return db().oAuthSigningKey.findMany({ orderBy: { createdAt: 'desc' } });
}

/**
 * Stores a key unless there is one that was made after `unlessAfter`: of several processes that
 * start at once, one adds a key.
 */
export async function insertSigningKey(
  key: Omit<SigningKeyRow, 'createdAt'>,
  unlessAfter: Date,
): Promise<void> {
  await db().$transaction(async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('oauth-signing-key', 0))`;
    const newer = await transaction.oAuthSigningKey.count({
      where: { createdAt: { gt: unlessAfter } },
    });
    if (newer === 0) await transaction.oAuthSigningKey.create({ data: key });
  });
}

/** Deletes keys that nothing refers to any more. */
export async function deleteSigningKeys(kids: readonly string[]): Promise<void> {
  await db().oAuthSigningKey.deleteMany({ where: { kid: { in: [...kids] } } });
}
