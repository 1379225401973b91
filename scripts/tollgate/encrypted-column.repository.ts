import pg from 'pg';
import { dbPool } from '@/lib/db';
import { encryptionVersionOf, renewEncryption } from '@/lib/encryption';

/**
 * Where encrypted texts are kept for longer than a day. Answers kept for a replay and half-finished
 * connections are not among them: they are gone before the old key is.
 */
const COLUMNS = [
  { table: 'webhook_endpoint', id: 'id', column: 'secret' },
  { table: 'webhook_endpoint', id: 'id', column: 'previous_secret' },
  { table: 'connection', id: 'id', column: 'access_token' },
  { table: 'connection', id: 'id', column: 'refresh_token' },
  { table: 'oauth_signing_key', id: 'kid', column: 'private_key' },
] as const;

type Column = (typeof COLUMNS)[number];
type Row = { id: string; token: string };

async function readTokens({ table, id, column }: Column): Promise<Row[]> {
  const [from, key, what] = [table, id, column].map(pg.escapeIdentifier);
  const { rows } = await dbPool().query<Row>(
    `select ${key} as id, ${what} as token from ${from} where ${what} is not null`,
  );
  return rows;
}

/** How many stored texts each key version closes. */
export async function countByVersion(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const place of COLUMNS) {
    for (const { token } of await readTokens(place)) {
      const version = encryptionVersionOf(token);
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * Closes every stored text with the newest key. A text that changed meanwhile is left as it is: who
 * changed it used the newest key already.
 * @returns how many were closed again.
 */
export async function rewriteEncrypted(): Promise<number> {
  let rewritten = 0;
  for (const place of COLUMNS) {
    const [table, key, column] = [place.table, place.id, place.column].map(pg.escapeIdentifier);
    for (const { id, token } of await readTokens(place)) {
      const renewed = await renewEncryption(token);
      if (renewed === null) continue;
      const { rowCount } = await dbPool().query(
        `update ${table} set ${column} = $1 where ${key} = $2 and ${column} = $3`,
        [renewed, id, token],
      );
      rewritten += rowCount ?? 0;
    }
  }
  return rewritten;
}
