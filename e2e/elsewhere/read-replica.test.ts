import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { openTcpProxy, type TcpProxy } from '@/e2e/support/tcp-proxy';
import { execute } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { closeDatabase } from '@/lib/db';
import { withClient } from '@/lib/database-connection.repository';
import { useDatabase } from './support/application';
import {
  type Postgres,
  POSTGRES,
  type Standby,
  startPostgres,
  startStandby,
} from './support/postgres';
import { describeWith } from './support/programs';

const PATIENCE = { timeout: 30_000, interval: 100 };

describeWith(POSTGRES, 'a read replica', () => {
  let primary: Postgres;
  let standby: Standby;
  let proxy: TcpProxy;
  const target = { url: '' };
  let web: SpawnedWeb;
  let ada: Awaited<ReturnType<typeof createPerson>>;
  let key: string;

  const newKey = async () => {
    const scopes = ['events:write', 'events:read', 'meters:write', 'usage:read'] as const;
    const options = { name: 'k', mode: 'test' as const, rateLimit: 0 };
    return issueApiKey({ ...ada, credential: 'operator' }, { ...options, scopes: [...scopes] });
  };

  beforeAll(async () => {
    primary = await startPostgres();
    standby = await startStandby(primary);
    useDatabase(primary.url);
    ada = await createPerson();
    ({ key } = await newKey());
    target.url = standby.url;
    proxy = await openTcpProxy(target);
    web = await spawnWeb({ READ_DATABASE_URL: proxy.url, BILLING_URL: 'https://localhost:1' });
    expect((await call('/meters', { key: 'calls', name: 'C', aggregation: 'sum' })).status).toBe(
      201,
    );
  });
  afterAll(async () => {
    await web?.stop();
    await proxy?.close();
    await closeDatabase();
    await standby?.remove();
    await primary?.remove();
  });

  const call = (path: string, body?: object, credential = key) =>
    fetch(`${web.url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'x-api-key': credential, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const send = async (id: string) =>
    (await call('/events', { events: [{ id, meter: 'calls', quantity: 1 }] })).status;
  const listed = async (): Promise<string[]> =>
    (await (await call('/events')).json()).data.map(({ id }: { id: string }) => id);
  /** Whether a list is read from the replica by now: until it is known to keep up, the primary is. */
  const isReplicaRead = () =>
    withClient(standby.url, async (client) => {
      const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
      await listed();
      const { rowCount } = await client.query(
        `select from pg_stat_activity where pid <> pg_backend_pid()
           and query like '%metered_event%' and query_start > $1`,
        [rows[0]?.now],
      );
      return (rowCount ?? 0) > 0;
    });
  const total = async () => {
    const range = `from=2020-01-01T00:00:00Z&to=2022-01-01T00:00:00Z`;
    return (await call(`/usage?meter=calls&granularity=day&${range}`)).status;
  };

  test('is read for lists and charts, and shows what is stored when it has it', async () => {
    expect(await send('one')).toBe(201);
    await vi.waitFor(async () => expect(await listed()).toEqual(['one']), PATIENCE);
    expect(await total()).toBe(200);
    await vi.waitUntil(isReplicaRead, PATIENCE);
    await execute(standby.url, 'select pg_wal_replay_pause()');
    expect(await send('two')).toBe(201);
    expect(await listed()).toEqual(['one']);
    await execute(standby.url, 'select pg_wal_replay_resume()');
    await vi.waitFor(async () => expect(await listed()).toEqual(['two', 'one']), PATIENCE);
  });

  test('is never asked about a key: a revoked one is refused while the replica still has it', async () => {
    const other = await newKey();
    expect((await call('/events', undefined, other.key)).status).toBe(200);
    await execute(standby.url, 'select pg_wal_replay_pause()');
    await revokeApiKey({ ...ada, credential: 'operator' }, other.view.id);
    await vi.waitFor(
      async () => expect((await call('/events', undefined, other.key)).status).toBe(401),
      PATIENCE,
    );
    const fresh = await newKey();
    expect((await call('/events', undefined, fresh.key)).status).toBe(200);
    await execute(standby.url, 'select pg_wal_replay_resume()');
  });

  test('that is far behind is not used, and is again when it has caught up', async () => {
    await vi.waitFor(async () => expect(await listed()).toContain('two'), PATIENCE);
    await vi.waitUntil(isReplicaRead, PATIENCE);
    await execute(standby.url, 'select pg_wal_replay_pause()');
    expect(await send('three')).toBe(201);
    expect(await listed()).not.toContain('three');
    await vi.waitFor(async () => expect(await listed()).toContain('three'), PATIENCE);
    await execute(standby.url, 'select pg_wal_replay_resume()');
  });

  test('that is down costs no call', async () => {
    await standby.stop('SIGQUIT');
    for (let turn = 0; turn < 20; turn += 1) expect((await call('/events')).status).toBe(200);
    expect(await send('four')).toBe(201);
    expect(await listed()).toContain('four');
  });

  test('that takes writes is refused at the start', async () => {
    await expect(spawnWeb({ READ_DATABASE_URL: primary.url })).rejects.toThrow(
      /READ_DATABASE_URL does not lead to a standby/,
    );
  });
});
