import { dbPool } from '@/lib/db';

export type IdempotencyRecord = {
  bodyDigest: Buffer;
  /** Null while the first request is running. */
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
};

/**
 * Takes the key for this request: a new row, or one that is over, or one whose request died before
 * it answered. Exactly one of many at once gets it.
 */
const CLAIM = `
  insert into idempotency_record (scope, key, body_digest, created_at, expires_at)
  values ($1, $2, $3, now(), now() + make_interval(secs => $4))
  on conflict (scope, key) do update
    set body_digest = excluded.body_digest, status = null, headers = null, body = null,
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
 * @param leaseSeconds after which a request that never answered may be run again.
 * @returns undefined where this request got the key; else what is there.
 */
export async function claimIdempotencyKey(
  scope: string,
  key: string,
  bodyDigest: Buffer,
  times: { keepSeconds: number; leaseSeconds: number },
): Promise<IdempotencyRecord | undefined> {
  const values = [scope, key, bodyDigest, times.keepSeconds, times.leaseSeconds];
  const claimed = await dbPool().query(CLAIM, values);
  if (claimed.rowCount) return undefined;
  const { rows } = await dbPool().query<IdempotencyRecord>(READ, [scope, key]);
  // Given up between the two statements: the caller's next attempt gets it.
  return rows[0] ?? { bodyDigest, status: null, headers: null, body: null };
}

/** Keeps the answer for a replay. */
export async function storeIdempotentAnswer(
  scope: string,
  key: string,
  answer: { status: number; headers: Record<string, string>; body: Buffer },
): Promise<void> {
  await dbPool().query(
    'update idempotency_record set status = $3, headers = $4, body = $5 where scope = $1 and key = $2',
    [scope, key, answer.status, JSON.stringify(answer.headers), answer.body],
  );
}

/** Gives the key up, so that the same request may be sent again. */
export async function releaseIdempotencyKey(scope: string, key: string): Promise<void> {
  await dbPool().query(
    'delete from idempotency_record where scope = $1 and key = $2 and status is null',
    [scope, key],
  );
}

/** Deletes what no one may replay any more. */
export async function deleteExpiredIdempotencyRecords(): Promise<void> {
  await dbPool().query('delete from idempotency_record where expires_at <= now()');
}
