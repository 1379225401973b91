import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { movedClockOf } from '@/scripts/testing/moved-clock';
import { type RunningPostgres, startPostgres } from '@/services/database/start-postgres';

/**
 * Vitest's global setup of the `unit` project: one PostgreSQL for a whole run, started only when the
 * first test asks for it, with one migrated database to clone. TEST_DATABASE_URL names a server to
 * use instead.
 */
export type TestServer = { adminUrl: string; template: string };

declare module 'vitest' {
  interface ProvidedContext {
    testServerUrl: string;
  }
}

// Nobody keeps what a unit test writes.
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];
const MIGRATIONS = [
  { folder: 'prisma/migrations', schema: 'public' },
  { folder: 'services/billing/prisma/migrations', schema: 'billing' },
];

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<TestServer> | undefined;
  let server: RunningPostgres | undefined;
  let folder: string | undefined;

  async function start(): Promise<TestServer> {
    let adminUrl = process.env.TEST_DATABASE_URL;
    if (!adminUrl) {
      folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-test-'));
      // PostgreSQL may run as another user, who has to reach its own folder in here.
      await chmod(folder, 0o711);
      const port = await freePort();
      server = await startPostgres({
        folder: path.join(folder, 'database'),
        port,
        settings: FAST,
        env: movedClockOf(process.env),
      });
      adminUrl = server.url;
    }
    return { adminUrl, template: await createTemplate(adminUrl) };
  }

  const http = createServer((_request, response) => {
    starting ??= start();
    starting.then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  project.provide('testServerUrl', `http://127.0.0.1:${(http.address() as AddressInfo).port}`);

  return async () => {
    http.close();
    const started = await starting?.catch(() => undefined);
    if (started && !server) await execute(started.adminUrl, dropStatement(started.template));
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}

async function createTemplate(adminUrl: string): Promise<string> {
  const template = `tollgate_template_${randomBytes(6).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE ${template}`);
  await migrateDatabase(databaseUrl(adminUrl, template));
  return template;
}

/** Applies every migration of both schemas to an empty database. */
export async function migrateDatabase(url: string): Promise<void> {
  for (const { folder, schema } of MIGRATIONS) {
    if (!existsSync(folder)) continue;
    const setup = `CREATE SCHEMA IF NOT EXISTS ${schema}; SET search_path = ${schema};`;
    for (const name of (await readdir(folder)).sort()) {
      const file = path.join(folder, name, 'migration.sql');
      if (existsSync(file)) await execute(url, `${setup}\n${await readFile(file, 'utf8')}`);
    }
  }
}

/** Runs SQL on a connection of its own. */
export async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The same server's URL with another database. */
export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Drops a database although someone may still be connected. */
export function dropStatement(database: string): string {
  return `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`;
}

/** A TCP port that is free on this machine right now. */
export async function freePort(): Promise<number> {
  const probe = createTcpServer();
  await new Promise<void>((resolve) => probe.listen(0, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
