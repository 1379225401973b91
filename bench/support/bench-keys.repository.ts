import pg from 'pg';
import { dbPool } from '@/lib/db';

const ROWS_PER_INSERT = 100_000;

/** Fills up to so many keys of the same owner as `keyId`: copies under other ids. */
export async function fillKeys(pool: pg.Pool, keyId: string, wanted: number): Promise<void> {
  for (let from = 1; from < wanted; from += ROWS_PER_INSERT) {
    await pool.query(
      `insert into api_key
       select (jsonb_populate_record(k, jsonb_build_object('id', lpad(n::text, 8, '0')))).*
       from api_key k, generate_series($2::int, $3::int) n where k.id = $1`,
      [keyId, from, Math.min(from + ROWS_PER_INSERT, wanted) - 1],
    );
  }
  await pool.query('vacuum analyze api_key');
}

/** Makes a second database on the same server, a copy of this one, which no one may be using. */
export async function copyDatabase(url: string, name: string): Promise<string> {
  const target = new URL(url);
  const source = target.pathname.slice(1);
  target.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: target.toString() });
  await admin.connect();
  await admin.query(`create database ${name} template ${source}`);
  await admin.end();
  target.pathname = `/${name}`;
  return target.toString();
}

/** One connection, and the server process behind it. */
export async function openBackend(url: string): Promise<{ pool: pg.Pool; pid: number }> {
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0 });
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  return { pool, pid: rows[0]?.pid ?? 0 };
}

/** The key that is there. */
export async function readKeyId(): Promise<string> {
  const { rows } = await dbPool().query<{ id: string }>('select id from api_key limit 1');
  return rows[0]?.id ?? '';
}
