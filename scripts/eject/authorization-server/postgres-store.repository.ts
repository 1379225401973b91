import pg from 'pg';
import type { AppRecord, ArtefactKey, ArtefactRecord, GrantRecord, OAuthStore } from './store';

/** Keeps everything in PostgreSQL 15 or later, in the tables of `schema.sql`. Many processes may share it. */
export function createPostgresStore(connectionString: string): OAuthStore {
  const pool = new pg.Pool({ connectionString });

  async function query(text: string, values: unknown[] = []) {
    const { rows, rowCount } = await pool.query(text, values);
    return { rows, count: rowCount ?? 0 };
  }

  const one = async <Row>(text: string, values: unknown[]): Promise<Row | undefined> =>
    toRecord<Row>((await query(text, values)).rows[0]);
  const many = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
    (await query(text, values)).rows.flatMap((row) => toRecord<Row>(row) ?? []);

  return {
    insertApp: async (app) => void (await insert(pool, 'oauth_app', app)),
    findApp: (id) => one<AppRecord>('select * from oauth_app where id = $1', [id]),
    listApps: (workspaceId) =>
      many('select * from oauth_app where workspace_id = $1 order by created_at desc', [
        workspaceId,
      ]),
    async changeApp(workspaceId, id, data) {
      const { set, values } = assign(data, [workspaceId, id]);
      const sql = `update oauth_app set ${set} where workspace_id = $1 and id = $2`;
      return (await query(sql, values)).count === 1;
    },
    async deleteApp(workspaceId, id) {
      const sql = 'delete from oauth_app where workspace_id = $1 and id = $2';
      return (await query(sql, [workspaceId, id])).count === 1;
    },
    insertGrant: async (grant) => void (await insert(pool, 'oauth_grant', grant)),
    findGrant: (id) => one<GrantRecord>('select * from oauth_grant where id = $1', [id]),
    listGrants: (userId) =>
      many('select * from oauth_grant where user_id = $1 order by created_at desc', [userId]),
    async changeGrant(id, data) {
      const { set, values } = assign(data, [id]);
      await query(`update oauth_grant set ${set} where id = $1`, values);
    },
    // One statement is one transaction.
    endGrant: async (id) => void (await query(END_GRANT, [id])),
    async saveArtefact(key, artefact) {
      const { digest: _digest, consumedAt: _used, ...data } = artefact;
      const { set, values } = assign(data, [keyValue(key)]);
      const sql = `update oauth_artefact set ${set} where ${keyColumn(key)} = $1`;
      if ((await query(sql, values)).count === 0) await insert(pool, 'oauth_artefact', artefact);
    },
    insertArtefact: async (artefact) => (await insert(pool, 'oauth_artefact', artefact)) === 1,
    findArtefact: (key) =>
      one<ArtefactRecord>(`select * from oauth_artefact where ${keyColumn(key)} = $1`, [
        keyValue(key),
      ]),
    async consumeArtefact(digest) {
      const sql = `update oauth_artefact set consumed_at = now()
        where digest = $1 and consumed_at is null`;
      return (await query(sql, [digest])).count === 1;
    },
    deleteArtefact: async (digest) =>
      void (await query('delete from oauth_artefact where digest = $1', [digest])),
    deleteArtefactsOfGrant: async (kind, grantId) =>
      void (await query('delete from oauth_artefact where kind = $1 and grant_id = $2', [
        kind,
        grantId,
      ])),
    pruneArtefacts: async ({ expired, consumed }) =>
      void (await query('delete from oauth_artefact where expires_at < $1 or consumed_at < $2', [
        expired,
        consumed,
      ])),
    close: () => pool.end(),
  };
}

const END_GRANT = `
  with ended as (
    update oauth_grant set revoked_at = coalesce(revoked_at, now()) where id = $1 returning id)
  delete from oauth_artefact where grant_id = $1`;

/** @returns 1, or 0 where there is a row of the same key. */
async function insert(pool: pg.Pool, table: string, record: object): Promise<number> {
  const entries = Object.entries(record);
  const columns = entries.map(([name]) => toColumn(name)).join(', ');
  const places = entries.map((_entry, index) => `$${index + 1}`).join(', ');
  const sql = `insert into ${table} (${columns}) values (${places}) on conflict do nothing`;
  const { rowCount } = await pool.query(
    sql,
    entries.map(([name, value]) => toValue(name, value)),
  );
  return rowCount ?? 0;
}

/** The `set` of an update, with its values after those that are there already. */
function assign(data: object, before: unknown[]): { set: string; values: unknown[] } {
  const values = [...before];
  const set = Object.entries(data).map(
    ([name, value]) => `${toColumn(name)} = $${values.push(toValue(name, value))}`,
  );
  return { set: set.join(', '), values };
}

/** pg writes an array as an array of SQL, so JSON has to be written out. */
function toValue(name: string, value: unknown): unknown {
  return (name === 'payload' || name === 'jwks') && value !== null ? JSON.stringify(value) : value;
}

function keyColumn({ digest, uidDigest }: ArtefactKey): string {
  if (digest) return 'digest';
  return uidDigest ? 'uid_digest' : 'user_code_digest';
}

function keyValue({ digest, uidDigest, userCodeDigest }: ArtefactKey): Buffer | undefined {
  return digest ?? uidDigest ?? userCodeDigest ?? undefined;
}

function toColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function toRecord<Row>(row: Record<string, unknown> | undefined): Row | undefined {
  if (!row) return undefined;
  const fields = Object.entries(row).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(fields) as Row;
}
