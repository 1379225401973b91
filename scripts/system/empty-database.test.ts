import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { withClient } from '@/lib/database-connection.repository';
import { getEnv } from '@/lib/env';
import { prismaCommand, prismaEnv } from '../prisma.mjs';
import { migrateEmptyDatabase } from './empty-database.repository';

/** A first start applies the migrations itself; Prisma has to agree afterwards. */

provideTestDatabase();

const NAME = `tollgate_empty_${process.pid}`;
let url: string;

beforeAll(() => {
  const empty = new URL(getEnv().DATABASE_URL);
  empty.pathname = `/${NAME}`;
  url = empty.href;
});

afterAll(async () => {
  await withClient(getEnv().DATABASE_URL, (client) =>
    client.query(`drop database if exists ${pg.escapeIdentifier(NAME)} with (force)`),
  );
});

function prisma(...args: string[]): string {
  const [program, words] = prismaCommand('web', args);
  const env = prismaEnv({ ...process.env, DATABASE_URL: url });
  try {
    return execFileSync(program, words, { encoding: 'utf8', env, stdio: 'pipe' });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

test('Prisma finds nothing left to do, and nothing that differs from the schema', async () => {
  expect(await migrateEmptyDatabase(url, 'public', 'prisma/migrations')).toBe(true);
  expect(prisma('migrate', 'deploy')).toContain('No pending migrations to apply');
  expect(prisma('migrate', 'status')).toContain('Database schema is up to date');
}, 60_000);

test('a schema that has tables is left to Prisma', async () => {
  expect(await migrateEmptyDatabase(url, 'public', 'prisma/migrations')).toBe(false);
});

test('control: Prisma notices a migration that is not noted', async () => {
  await withClient(url, (client) =>
    client.query(
      `delete from _prisma_migrations where migration_name =
       (select max(migration_name) from _prisma_migrations)`,
    ),
  );
  expect(prisma('migrate', 'status')).toContain('have not yet been applied');
}, 60_000);
