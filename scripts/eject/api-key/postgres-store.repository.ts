import pg from 'pg';
import type { ApiKeyRecord, ApiKeyStore, AuditEntry, ChangeListener } from './store';
import { isVisible } from './store';

const RETRY_MS = 1_000;

/** Keeps keys in PostgreSQL 15 or later, in the tables of `schema.sql`. Many processes may share it. */
export function createPostgresStore(connectionString: string): ApiKeyStore {
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
    async insert(record, entry) {
      const columns = Object.entries(record);
      const names = columns.map(([name]) => toColumn(name)).join(', ');
      const places = columns.map((_column, index) => `$${index + 1}`).join(', ');
      const values = columns.map(([, value]) => value);
      await inTransaction(async (client) => {
        await client.query(`insert into api_key (${names}) values (${places})`, values);
        await writeEvent(client, record.id, entry);
      });
    },
    async select(id) {
      const { rows } = await pool.query({ name: 'select-api-key', text: SELECT, values: [id] });
      return rows[0] && toRecord(rows[0]);
    },
    async list(filter) {
      const order = 'order by created_at desc, id';
      const sql = `select * from api_key where workspace_id = $1 ${order}`;
      const { rows } = await pool.query(sql, [filter.workspaceId]);
      return rows.map(toRecord).filter((key) => isVisible(filter, key));
    },
    change({ id, filter, only }, data, entry) {
      const values: unknown[] = [id];
      const place = (value: unknown) => `$${values.push(value)}`;
      const conditions = Object.entries({ ...filter, ...only })
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${toColumn(name)} is not distinct from ${place(value)}`);
      const where = ['id = $1', ...conditions].join(' and ');
      const set = Object.entries(data).map(
        ([name, value]) => `${toColumn(name)} = ${place(value)}`,
      );
      const sql = `update api_key set ${set.join(', ')} where ${where} returning *`;
      return inTransaction(async (client) => {
        const { rows } = await client.query(sql, values);
        if (rows[0] && entry) await writeEvent(client, id, entry);
        return rows[0] && toRecord(rows[0]);
      });
    },
    revokeTree(filter, id, reason, entry) {
      return inTransaction(async (client) => {
        const { rows: found } = await client.query(`${SELECT} for update`, [id]);
        const key = found[0] && toRecord(found[0]);
        if (!key || !isVisible(filter, key) || key.revokedAt) return undefined;
        const { rows } = await client.query(REVOKE_TREE, [id, reason]);
        for (const row of rows) await writeEvent(client, row.id, entry);
        return rows.map(toRecord).find((one) => one.id === id);
      });
    },
    async noteUses(uses) {
      for (const [id, use] of uses) {
        await pool.query(NOTE_USE, [id, new Date(use.time), use.address, use.userAgent]);
      }
    },
    listen: (listener) => listen(connectionString, listener),
    close: () => pool.end(),
  };
}

const SELECT = 'select * from api_key where id = $1';

const REVOKE_TREE = `
  with recursive tree as (
    select id from api_key where id = $1
    union select k.id from api_key k join tree t on k.made_by_key_id = t.id)
  update api_key k set revoked_at = now(),
    revoked_reason = case k.id when $1 then $2::text else $2::text || ' (made by ' || $1 || ')' end
  from tree where k.id = tree.id and k.revoked_at is null returning k.*`;

const NOTE_USE = `
  update api_key set last_used_at = $2, last_used_address = $3, last_used_user_agent = $4
  where id = $1 and (last_used_at is null or last_used_at < $2)`;

const WRITE_EVENT =
  'insert into api_key_event (key_id, actor, action, detail) values ($1, $2, $3, $4)';

async function writeEvent(client: pg.PoolClient, id: string, entry: AuditEntry): Promise<void> {
  const { actor, action, detail = {} } = entry;
  await client.query(WRITE_EVENT, [id, actor, action, JSON.stringify(detail)]);
}

/** Follows the notifications on a connection of its own, and opens a new one when it breaks. */
function listen(connectionString: string, listener: ChangeListener): () => Promise<void> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function open(): Promise<void> {
    const opened = new pg.Client({ connectionString, keepAlive: true });
    client = opened;
    let isDown = false;
    const retry = () => {
      if (isDown) return;
      isDown = true;
      listener.onDown();
      opened.end().catch(() => undefined);
      if (!isClosed) timer = setTimeout(() => void open(), RETRY_MS);
    };
    opened.on('error', retry).on('end', retry);
    opened.on('notification', ({ payload = '' }) => listener.onChange(payload));
    try {
      await opened.connect();
      await opened.query('listen api_key_changed');
      if (!isDown) listener.onUp();
    } catch {
      retry();
    }
  }

  void open();
  return async () => {
    isClosed = true;
    clearTimeout(timer);
    await client?.end();
  };
}

function toColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toRecord(row: Record<string, unknown>): ApiKeyRecord {
  const fields = Object.entries(row).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(fields) as ApiKeyRecord;
}
