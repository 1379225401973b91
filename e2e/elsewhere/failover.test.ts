import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type SpawnedWeb, spawnWeb } from '@/e2e/support/spawn-web';
import { openTcpProxy, type TcpProxy } from '@/e2e/support/tcp-proxy';
import { execute } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { closeDatabase } from '@/lib/db';
import { withClient } from '@/lib/database-connection.repository';
import { timeUntil, useDatabase } from './support/application';
import {
  type Postgres,
  POSTGRES,
  type Standby,
  startPostgres,
  startStandby,
} from './support/postgres';
import { describeWith } from './support/programs';

const SENDERS = 4;
const PATIENCE = { timeout: 60_000, interval: 200 };

describeWith(POSTGRES, 'a primary that dies under load', () => {
  let primary: Postgres;
  let standby: Standby;
  let proxy: TcpProxy;
  const target = { url: '' };
  let web: SpawnedWeb;
  let key: string;

  beforeAll(async () => {
    primary = await startPostgres();
    standby = await startStandby(primary);
    // Acknowledged is what the standby has, too.
    await execute(primary.url, "alter system set synchronous_standby_names = 'standby'");
    await execute(primary.url, 'select pg_reload_conf()');
    useDatabase(primary.url);
    const ada = await createPerson();
    const scopes = ['events:write', 'meters:write'] as const;
    ({ key } = await issueApiKey(
      { ...ada, credential: 'operator' },
      {
        name: 'k',
        scopes: [...scopes],
        mode: 'test',
        rateLimit: 0,
      },
    ));
    await closeDatabase();
    target.url = primary.url;
    proxy = await openTcpProxy(target);
    web = await spawnWeb({ DATABASE_URL: proxy.url, BILLING_URL: 'https://localhost:1' });
    expect(
      (await post('/meters', { key: 'calls', name: 'Calls', aggregation: 'sum' })).status,
    ).toBe(201);
  });
  afterAll(async () => {
    await web?.stop();
    await proxy?.close();
    await standby?.remove();
    await primary?.remove();
  });

  const post = (path: string, body: object) =>
    fetch(`${web.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const send = async (id: string) =>
    (await post('/events', { events: [{ id, meter: 'calls', quantity: 1 }] })).status;
  const readReadiness = async () => {
    const response = await fetch(`${web.url}/readyz`);
    const { reason } = await response.json();
    return { status: response.status, reason };
  };

  test('loses nothing that was acknowledged, doubles nothing, answers 503 meanwhile, and heals alone', async () => {
    const acknowledged = new Set<string>();
    const statuses = new Map<number, number>();
    let running = true;
    const sender = async () => {
      while (running) {
        const id = randomUUID();
        // A client that got no 201 sends the same event again.
        for (let sent = false; !sent && running; ) {
          const status = await send(id);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          sent = status === 201;
          if (sent) acknowledged.add(id);
          else await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    };
    const senders = Array.from({ length: SENDERS }, sender);
    onTestFinished(() => {
      running = false;
    });
    await vi.waitUntil(() => acknowledged.size > 100, PATIENCE);

    await primary.stop('SIGQUIT');
    const died = performance.now();
    // A proxy that is too early leads to a standby: nothing can be written there.
    target.url = standby.url;
    await proxy.set('open');
    await vi.waitUntil(
      async () => (await readReadiness()).reason === 'database-read-only',
      PATIENCE,
    );
    expect((await readReadiness()).status).toBe(503);
    const before = acknowledged.size;
    await standby.promote();
    const promoted = performance.now();
    await vi.waitUntil(() => acknowledged.size > before, PATIENCE);
    const healed = performance.now();
    await timeUntil(async () => (await readReadiness()).status === 200, 20_000);
    await vi.waitUntil(() => acknowledged.size > before + 50, PATIENCE);
    running = false;
    await Promise.all(senders);

    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    console.log(
      `${acknowledged.size} acknowledged; writes again ${seconds(healed - promoted)} s after the promotion, ${seconds(healed - died)} s after the crash; answers: ${JSON.stringify([...statuses])}`,
    );
    expect([...statuses.keys()].sort()).toEqual([201, 503]);
    expect(healed - promoted).toBeLessThan(20_000);

    const stored = await withClient(standby.url, (client) =>
      client.query<{ id: string; count: number }>(
        'select client_id as id, count(*)::int as count from metered_event group by 1',
      ),
    );
    const counts = new Map(stored.rows.map(({ id, count }) => [id, count]));
    expect([...acknowledged].filter((id) => !counts.has(id))).toEqual([]);
    expect(stored.rows.filter(({ count }) => count > 1)).toEqual([]);
    // And the totals that were folded meanwhile count each event once.
    const total = async () =>
      withClient(standby.url, async (client) => {
        const { rows } = await client.query<{ same: boolean }>(
          `select (select coalesce(sum(count), 0) from usage_hour)
             + (select coalesce(sum(count), 0) from usage_delta) = (select count(*) from metered_event) as same`,
        );
        return rows[0]?.same;
      });
    expect(await total()).toBe(true);
  });
});
