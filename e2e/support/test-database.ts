import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { databaseUrl, dropStatement, execute, type TestServer } from './test-server';

/**
 * A real PostgreSQL database for a unit test, both schemas migrated, empty, its own.
 *
 * ```ts
 * import { provideTestDatabase } from '@/e2e/support/test-database';
 *
 * provideTestDatabase(); // at the top of the file: one database for all its tests
 *
 * test('…', async () => {
 *   await db().workspace.create({ … }); // lib/db.ts and getEnv() already point at it
 * });
 * ```
 *
 * `createTestDatabase()` gives the URL alone, for a test that needs two or that connects by itself.
 * It runs on the embedded PostgreSQL 18, started at the first call of a run; TEST_DATABASE_URL (a
 * user that may create databases) names another server.
 */
export type TestDatabase = { url: string; drop: () => Promise<void> };

/** No test runs in a database on UTC, so that each finds a statement that depends on the zone. */
const ELSEWHERE = 'Asia/Kolkata';

/** Clones the migrated template. Call `drop` at the end. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const response = await fetch(inject('testServerUrl'));
  if (!response.ok) throw new Error(await response.text());
  const { adminUrl, template } = (await response.json()) as TestServer;
  const name = `tollgate_test_${randomBytes(6).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  await execute(adminUrl, `ALTER DATABASE ${name} SET timezone = '${ELSEWHERE}'`);
  return {
    url: databaseUrl(adminUrl, name),
    drop: () => execute(adminUrl, dropStatement(name)),
  };
}

/** The variables of a system for tests: local, quiet, with secrets of its own. */
export const TEST_ENV = {
  DEPLOYMENT: 'local',
  LOG_LEVEL: 'silent',
  AUTH_SECRET: 'test-secret-test-secret-test-secret',
  API_KEY_PEPPERS: `1:${Buffer.alloc(32, 7).toString('base64url')}`,
  ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 9).toString('base64url')}`,
};

/**
 * Gives every test of this file one database, by DATABASE_URL and BILLING_DATABASE_URL, before the
 * first of them reads the configuration.
 */
export function provideTestDatabase(): void {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
    Object.assign(process.env, TEST_ENV, {
      DATABASE_URL: database.url,
      BILLING_DATABASE_URL: database.url,
    });
  });
  afterAll(async () => {
    const { closeDatabase } = await import('@/lib/db');
    await closeDatabase();
    await database?.drop();
  });
}
