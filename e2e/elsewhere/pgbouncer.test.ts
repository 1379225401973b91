import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '@/e2e/support/test-server';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import type { Principal } from '@/lib/auth/principal';
import { connectClient } from '@/lib/database-connection.repository';
import { examineSessions, sessionFault } from '@/lib/database-session.repository';
import { closeDatabase } from '@/lib/db';
import { execute } from '@/e2e/support/test-server';
import { timeUntil, useDatabase } from './support/application';
import { keepsStatements, type PgBouncer, startPgBouncer } from './support/pgbouncer';
import { type Postgres, POSTGRES, startPostgres } from './support/postgres';
import { describeWith } from './support/programs';

const PATIENCE = { timeout: 30_000, interval: 100 };

describeWith([...POSTGRES, 'pgbouncer'], 'PgBouncer', () => {
  let postgres: Postgres;
  let session: PgBouncer;
  let transaction: PgBouncer;
  let ada: Principal;

  beforeAll(async () => {
    // A server whose zone is not UTC, as initdb sets it on a machine that is not.
    postgres = await startPostgres(['timezone=America/St_Johns']);
    await execute(postgres.url, "alter role tollgate set timezone = 'Asia/Kolkata'");
    session = await startPgBouncer(postgres.url, 'session');
    transaction = await startPgBouncer(postgres.url, 'transaction');
    useDatabase(postgres.url);
    ada = await createPerson();
  });
  afterAll(async () => {
    await closeDatabase();
    await session?.stop();
    await transaction?.stop();
    await postgres?.remove();
  });

  const newKey = () =>
    issueApiKey(ada, { name: 'k', scopes: ['usage:read', 'meters:write'], mode: 'test' });
  const statusOf = async (web: SpawnedWeb, key: string) => {
    const response = await fetch(`${web.url}/api/v1/me`, { headers: { 'x-api-key': key } });
    await response.arrayBuffer();
    return response.status;
  };
  const isTrusted = async (port: number) =>
    /^tollgate_api_key_cache_trusted 1$/m.test(
      await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    );

  /** Starts web on a pooler and hands it to `work`. */
  async function withWeb(
    env: Record<string, string>,
    work: (web: SpawnedWeb, metricsPort: number) => Promise<void>,
  ): Promise<void> {
    const port = await freePort();
    const web = await spawnWeb({ METRICS_PORT: String(port), ...env });
    try {
      await work(web, port);
    } finally {
      await web.stop();
    }
  }

  /** A revoked key is refused within a second, also where it was used all the time. */
  async function expectRevocation(web: SpawnedWeb): Promise<void> {
    const { key, view } = await newKey();
    for (let turn = 0; turn < 5; turn += 1) expect(await statusOf(web, key)).toBe(200);
    await revokeApiKey(ada, view.id);
    expect(await timeUntil(async () => (await statusOf(web, key)) === 401, 10_000)).toBeLessThan(
      1_000,
    );
  }

  async function expectWrites(web: SpawnedWeb): Promise<void> {
    const { key } = await newKey();
    const names = Array.from({ length: 30 }, (_, index) => `m${index}_${Date.now() % 1_000_000}`);
    const answers = await Promise.all(
      names.map((name) =>
        fetch(`${web.url}/api/v1/meters`, {
          method: 'POST',
          headers: { 'x-api-key': key, 'content-type': 'application/json' },
          body: JSON.stringify({ key: name, name, aggregation: 'sum' }),
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  }

  test('pool_mode=session: the cache is trusted, and a revocation reaches it', async () => {
    await withWeb({ DATABASE_URL: session.url }, async (web, port) => {
      await vi.waitUntil(() => isTrusted(port), PATIENCE);
      await expectRevocation(web);
      await expectWrites(web);
    });
  });

  test('both modes keep every session on UTC, whatever server and role say', async () => {
    for (const { url } of [session, transaction]) {
      expect((await examineSessions(url)).timeZone).toBe('UTC');
      const clients = await Promise.all([connectClient(url), connectClient(url)]);
      const at = new Date('2026-11-01T05:30:00.123Z');
      // Interleaved, so that each transaction may get the other one's server connection.
      for (const client of [...clients, ...clients]) {
        await clients[0].query('begin');
        const [row] = (await client.query('select $1::timestamptz::text as text', [at])).rows;
        await clients[0].query('commit');
        expect(row.text).toBe('2026-11-01 05:30:00.123+00');
      }
      for (const client of clients) await client.end();
    }
  });

  test('negative control: a plain connection is not on UTC', async () => {
    const client = new pg.Client({ connectionString: transaction.url });
    await client.connect();
    expect((await client.query('show timezone')).rows).toEqual([{ TimeZone: 'Asia/Kolkata' }]);
    await client.end();
  });

  test('pool_mode=transaction: LISTEN succeeds, queries succeed, and nothing arrives', async () => {
    const listening = new pg.Client({ connectionString: transaction.url });
    await listening.connect();
    const arrived: string[] = [];
    listening.on('notification', ({ payload }) => arrived.push(payload ?? ''));
    await listening.query('listen news');
    await execute(transaction.url, "select pg_notify('news', 'lost')");
    await execute(postgres.url, "select pg_notify('news', 'lost too')");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(arrived).toEqual([]);
    await listening.end();
  });

  console.log(
    keepsStatements()
      ? 'Skipped: the refusal of PgBouncer before 1.21: this machine has a newer one.'
      : 'Skipped: transaction mode with prepared statements: it needs PgBouncer 1.21 or later.',
  );
  describe.runIf(keepsStatements())('pool_mode=transaction with prepared statements', () => {
    test('without DIRECT_DATABASE_URL the cache is never trusted, and a revocation counts at once', async () => {
      await withWeb({ DATABASE_URL: transaction.url }, async (web, port) => {
        await expectRevocation(web);
        await expectWrites(web);
        expect(await isTrusted(port)).toBe(false);
        expect(web.output()).toContain('Set DIRECT_DATABASE_URL');
      });
    });

    test('with it the cache is trusted, and a revocation reaches it', async () => {
      const env = { DATABASE_URL: transaction.url, DIRECT_DATABASE_URL: postgres.url };
      await withWeb(env, async (web, port) => {
        await vi.waitUntil(() => isTrusted(port), PATIENCE);
        await expectRevocation(web);
        await expectWrites(web);
      });
    });
  });

  describe.runIf(!keepsStatements())('pool_mode=transaction before PgBouncer 1.21', () => {
    test('ends the start with one sentence', async () => {
      await expect(spawnWeb({ DATABASE_URL: transaction.url })).rejects.toThrow(
        /^DATABASE_URL leads through a transaction pooler that does not keep prepared statements\. Use PgBouncer 1\.21 .*$/,
      );
    });
  });

  test('a DIRECT_DATABASE_URL through the transaction pooler is refused', async () => {
    const env = { DATABASE_URL: postgres.url, DIRECT_DATABASE_URL: transaction.url };
    await expect(spawnWeb(env)).rejects.toThrow(/^DIRECT_DATABASE_URL leads through a transaction/);
  });

  test('?schema= is refused where the pooler loses it', async () => {
    const url = `${transaction.url}?schema=billing`;
    const report = await examineSessions(url);
    expect(report.keepsSchema).toBe(false);
    expect(sessionFault({ ...report, keepsStatements: true }, 'DATABASE_URL')).toContain(
      'ALTER ROLE "tollgate" SET search_path',
    );
  });
});
