import { db, dbPool, inOneTransaction } from '@/lib/db';
import type { HttpAnswer } from '@/lib/http/http-message';

export type IdempotencyRecord = {
  bodyDigest: Buffer;
  /** Null while the first request is running. */
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
};

/** A key that one attempt of a request holds. An attempt that takes it over has another id. */
export type Claim = { scope: string; key: string; attempt: string };

/** An answer as it is stored: the body can be encrypted. */
type StoredAnswer = { status: number; headers: HttpAnswer['headers']; body: Buffer };

/**
 * Claims the key: a new row, an expired one, or one whose request stopped before it answered. Exactly
 * one of many concurrent attempts gets it.
 */
const CLAIM = `
  insert into idempotency_record (scope, key, body_digest, attempt, created_at, expires_at)
  values ($1, $2, $3, $6, now(), now() + make_interval(secs => $4))
  on conflict (scope, key) do update
    set body_digest = excluded.body_digest, attempt = excluded.attempt, status = null, headers = null, body = null,
      created_at = excluded.created_at, expires_at = excluded.expires_at
    where idempotency_record.expires_at <= now()
      or (idempotency_record.status is null
        and idempotency_record.body_digest = excluded.body_digest
        and idempotency_record.created_at < now() - make_interval(secs => $5))
  returning 1`;

const READ = `
  select body_digest as "bodyDigest", status, headers, body
  from idempotency_record where scope = $1 and key = $2`;

/**
 * @param keepSeconds how long the answer is replayed.
 * @param leaseSeconds after which a request that never answered can be run again.
 * @returns undefined where this attempt got the key; otherwise what is stored for it.
 */
export async function claimIdempotencyKey(
  { scope, key, attempt }: Claim,
  bodyDigest: Buffer,
  times: { keepSeconds: number; leaseSeconds: number },
): Promise<IdempotencyRecord | undefined> {
  const values = [scope, key, bodyDigest, times.keepSeconds, times.leaseSeconds, attempt];
  const claimed = await dbPool().query(CLAIM, values);
  if (claimed.rowCount) return undefined;
  const { rows } = await dbPool().query<IdempotencyRecord>(READ, [scope, key]);
  // Released between the two statements: the caller's next attempt gets it.
  return rows[0] ?? { bodyDigest, status: null, headers: null, body: null };
}

/**
 * Runs a write and stores its answer in one transaction: both are there, or neither is.
 *
 * Attack: an attempt that was taken for dead and finishes after another one took its key over. It
 * finds that the key is no longer its own, and its write is rolled back.
 *
 * @param lost makes the error for that case.
 */
export function writeWithAnswer<T>(
  claim: Claim,
  write: () => Promise<{ result: T; answer: StoredAnswer }>,
  lost: () => Error,
): Promise<T> {
  return inOneTransaction(async () => {
    const { result, answer } = await write();
    if (!(await storeIdempotentAnswer(claim, answer))) throw lost();
    return result;
  });
}

/**
 * Stores the answer for replays.
 * @returns false where another attempt holds the key by now.
 */
export async function storeIdempotentAnswer(
  claim: Claim,
  { status, headers, body }: StoredAnswer,
): Promise<boolean> {
  const { count } = await db().idempotencyRecord.updateMany({
    where: { ...claim, status: null },
    data: { status, headers, body: new Uint8Array(body) },
  });
  return count === 1;
}

/** Releases the key, so that the request can be sent again. An answered or lost claim stays as it is. */
export async function releaseIdempotencyKey(claim: Claim): Promise<void> {
  await db().idempotencyRecord.deleteMany({ where: { ...claim, status: null } });
}

/** Deletes what can no longer be replayed. */
export async function deleteExpiredIdempotencyRecords(): Promise<void> {
  await dbPool().query('delete from idempotency_record where expires_at <= now()');
}
