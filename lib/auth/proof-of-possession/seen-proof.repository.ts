import { hash } from 'node:crypto';
import { databaseNow } from '@/lib/database-clock.repository';
import { db, dbPool } from '@/lib/db';

const INSERT_PROOF = `
  insert into seen_proof (digest, expires_at) values ($1, $2) on conflict (digest) do nothing`;

/**
 * Records that a proof was accepted, for every process.
 * @param id what is unique about the proof; only its SHA-256 is stored.
 * @param expiresAt when no proof with this id would be recent enough any more.
 * @returns false where it was accepted before.
 */
export async function rememberProof(id: string, expiresAt: Date): Promise<boolean> {
  const { rowCount } = await dbPool().query({
    name: 'insert-seen-proof',
    text: INSERT_PROOF,
    values: [hash('sha256', id, 'buffer'), expiresAt],
  });
  return rowCount === 1;
}

/** By the clock of another process a proof may still be recent. */
const CLOCK_MARGIN_MS = 3_600_000;

/** Deletes proofs that are too old to be sent again. */
export async function pruneSeenProofs(moment?: Date): Promise<void> {
  const now = moment ?? (await databaseNow());
  const longAgo = new Date(now.getTime() - CLOCK_MARGIN_MS);
  await db().seenProof.deleteMany({ where: { expiresAt: { lt: longAgo } } });
}
