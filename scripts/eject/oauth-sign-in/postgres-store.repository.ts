import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Identity, PersonRecord, SessionRecord, SignInStore } from './store';

/** Keeps people and sessions in PostgreSQL 15 or later, in the tables of `schema.sql`. */
export function createPostgresStore(connectionString: string): SignInStore {
  const pool = new pg.Pool({ connectionString });

  async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  return {
    async findPerson(id) {
      const sql = 'select id, name, email, image from person where id = $1';
      return (await pool.query<PersonRecord>(sql, [id])).rows[0];
    },
    async findPersonByIdentity(issuer, subject) {
      const sql = `select p.id, p.name, p.email, p.image from identity i
        join person p on p.id = i.user_id where i.issuer = $1 and i.subject = $2`;
      return (await pool.query<PersonRecord>(sql, [issuer, subject])).rows[0];
    },
    async listProvidersOfEmail(email) {
      const sql = `select i.provider from identity i
        join person p on p.id = i.user_id where p.email = $1`;
      const { rows } = await pool.query<{ provider: string }>(sql, [email]);
      return rows.map(({ provider }) => provider);
    },
    insertPerson: ({ id, name, email, image }, identity) =>
      inTransaction(async (client) => {
        const sql = 'insert into person (id, name, email, image) values ($1, $2, $3, $4)';
        await client.query(sql, [id, name, email, image]);
        await insertIdentity(client, id, identity);
      }),
    insertIdentity: (userId, identity) => insertIdentity(pool, userId, identity),
    async listIdentities(userId) {
      const sql = `select id, provider, created_at as "createdAt" from identity
        where user_id = $1 order by created_at, id`;
      return (await pool.query(sql, [userId])).rows;
    },
    deleteIdentity: (userId, id) =>
      inTransaction(async (client) => {
        // Attack: two removals at once. The person's row is locked, so the second one sees the first.
        await client.query('select from person where id = $1 for update', [userId]);
        const sql = 'select id from identity where user_id = $1';
        const { rows } = await client.query<{ id: string }>(sql, [userId]);
        if (!rows.some((row) => row.id === id)) return 'none';
        if (rows.length === 1) return 'last';
        await client.query('delete from identity where id = $1', [id]);
        return 'deleted';
      }),
    async insertSession(session) {
      const columns = Object.keys(session).map(toColumn);
      const places = columns.map((_column, index) => `$${index + 1}`);
      const sql = `insert into session (${columns.join(', ')}) values (${places.join(', ')})`;
      await pool.query(sql, Object.values(session));
    },
    async findSession(tokenDigest) {
      const sql = 'select * from session where token_digest = $1';
      const { rows } = await pool.query({ name: 'find-session', text: sql, values: [tokenDigest] });
      return rows[0] && toRecord(rows[0]);
    },
    async touchSession(id, { lastSeenAt, expiresAt, address }) {
      const sql = `update session set last_seen_at = $2, expires_at = $3, address = $4
        where id = $1 and last_seen_at < $2`;
      await pool.query(sql, [id, lastSeenAt, expiresAt, address]);
    },
    async deleteSessions({ id, tokenDigest, userId, exceptId }) {
      const sql = `delete from session where ($1::uuid is null or id = $1)
        and ($2::bytea is null or token_digest = $2) and ($3::uuid is null or user_id = $3)
        and ($4::uuid is null or id <> $4)`;
      const values = [id, tokenDigest, userId, exceptId].map((value) => value ?? null);
      return (await pool.query(sql, values)).rowCount ?? 0;
    },
    async listSessions(userId) {
      const sql = 'select * from session where user_id = $1 order by last_seen_at desc';
      return (await pool.query(sql, [userId])).rows.map(toRecord);
    },
    close: () => pool.end(),
  };
}

async function insertIdentity(
  client: pg.Pool | pg.PoolClient,
  userId: string,
  { provider, issuer, subject }: Identity,
): Promise<void> {
  const sql = `insert into identity (id, user_id, provider, issuer, subject)
    values ($1, $2, $3, $4, $5)`;
  await client.query(sql, [randomUUID(), userId, provider, issuer, subject]);
}

function toColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toRecord(row: Record<string, unknown>): SessionRecord {
  const fields = Object.entries(row).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(fields) as SessionRecord;
}
