import { dbPool } from '@/lib/db';

export type ApiKeyUse = {
  /** Milliseconds since 1970. */
  time: number;
  address: string | null;
  userAgent: string | null;
};

const UPDATE_USES = `
  update api_key k
  set last_used_at = v.time, last_used_address = v.address, last_used_user_agent = v.user_agent
  from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[])
    as v(id, time, address, user_agent)
  where k.id = v.id and (k.last_used_at is null or k.last_used_at < v.time)`;

/** Writes the last use of many keys as one statement, forward only. */
export async function updateApiKeyUses(uses: ReadonlyMap<string, ApiKeyUse>): Promise<void> {
  const values = [...uses.values()];
  await dbPool().query(UPDATE_USES, [
    [...uses.keys()],
    values.map((use) => new Date(use.time)),
    values.map((use) => use.address),
    values.map((use) => use.userAgent),
  ]);
}

const START_GRACE = `
  update api_key set previous_expires_at = least(previous_not_after, $2::timestamptz)
  where id = $1 and digest = $3 and previous_expires_at is null`;

/** Starts the end of the secret before the roll, once. */
export async function startPreviousGrace(id: string, digest: Buffer, end: Date): Promise<void> {
  await dbPool().query(START_GRACE, [id, end, digest]);
}

const RENEW_DIGEST = `
  update api_key set digest = $2, pepper_version = $3 where id = $1 and digest = $4`;

/** Replaces a digest under an old pepper by one under the issuing pepper, unless it changed. */
export async function renewDigest(
  id: string,
  renewed: { digest: Buffer; pepperVersion: number },
  old: Buffer,
): Promise<void> {
  await dbPool().query(RENEW_DIGEST, [id, renewed.digest, renewed.pepperVersion, old]);
}
