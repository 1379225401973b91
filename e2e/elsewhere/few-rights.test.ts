import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnWeb } from '@/e2e/support/spawn-web';
import { execute } from '@/e2e/support/test-server';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { closeDatabase } from '@/lib/db';
import { withClient } from '@/lib/database-connection.repository';
import { prismaCommand, prismaEnv } from '@/scripts/prisma.mjs';
import { useDatabase } from './support/application';
import { type Postgres, POSTGRES, startPostgres } from './support/postgres';
import { describeWith } from './support/programs';

describeWith(POSTGRES, 'a role that may create nothing but tables in its own schemas', () => {
  let postgres: Postgres;
  let own: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    await execute(postgres.url, 'create role app login');
    await execute(postgres.url, 'create database shared');
    const admin = new URL(postgres.url);
    admin.pathname = '/shared';
    await execute(admin.href, 'create schema metering authorization app');
    const app = new URL(admin.href);
    app.username = 'app';
    own = app.href;
  });
  afterAll(async () => {
    await closeDatabase();
    await postgres?.remove();
  });

  const migrate = (schema: 'web' | 'billing', url: string) => {
    const [command, args] = prismaCommand(schema, ['migrate', 'deploy']);
    const env = prismaEnv({ ...process.env, DATABASE_URL: url, BILLING_DATABASE_URL: url });
    const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  test('is told what to run as an administrator', () => {
    expect(migrate('web', own).output).toContain(
      'GRANT CREATE ON SCHEMA "public" TO "app". Or name a schema of its own in the URL: ?schema=<name>',
    );
    expect(migrate('billing', own).output).toContain(
      'Run as an administrator: CREATE SCHEMA "billing" AUTHORIZATION "app"',
    );
  });

  test('migrates and serves in the schema that the URL names', async () => {
    const admin = new URL(own);
    admin.username = 'tollgate';
    await execute(admin.href, 'create schema billing authorization app');
    const url = `${own}?schema=metering`;
    expect(migrate('web', url)).toMatchObject({ status: 0 });
    expect(migrate('billing', url)).toMatchObject({ status: 0 });

    useDatabase(url);
    const ada = await createPerson();
    const scopes = ['meters:write', 'events:write', 'usage:read'] as const;
    const { key } = await issueApiKey(ada, { name: 'k', scopes: [...scopes], mode: 'test' });
    const web = await spawnWeb();
    const post = (path: string, body: object) =>
      fetch(`${web.url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post('/meters', { key: 'c', name: 'C', aggregation: 'sum' })).status).toBe(201);
    expect((await post('/events', { events: [{ id: '1', meter: 'c', quantity: 2 }] })).status).toBe(
      201,
    );
    await web.stop();
    const rows = await withClient(url, (client) => client.query('select from metered_event'));
    expect(rows.rowCount).toBe(1);
    const elsewhere = await withClient(admin.href, (client) =>
      client.query("select from pg_tables where schemaname = 'public'"),
    );
    expect(elsewhere.rowCount).toBe(0);
  });
});
