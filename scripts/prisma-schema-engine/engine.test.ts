import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/e2e/support/test-database';

const FOLDER = 'prisma/migrations';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The engine as Prisma's command line runs it. */
function startEngine(url: string) {
  const datasource = JSON.stringify({ url });
  const file = 'scripts/prisma-schema-engine/engine.mjs';
  const child = spawn(process.execPath, [file, '--datasource', datasource]);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let id = 0;
  return {
    async call(method: string, params: object): Promise<unknown> {
      id += 1;
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      const { value } = await answers.next();
      const { result, error } = JSON.parse(String(value));
      if (error) throw new Error(error.data.message);
      return result;
    },
    stop: () => child.kill(),
  };
}

/** Prisma's command line sends all of them with each call. */
function listMigrations() {
  const names = readdirSync(FOLDER, { withFileTypes: true }).filter((one) => one.isDirectory());
  return {
    baseDir: FOLDER,
    shadowDbInitScript: '',
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(`${FOLDER}/migration_lock.toml`, 'utf8'),
    },
    migrationDirectories: names
      .map(({ name }) => name)
      .sort()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(`${FOLDER}/${name}/migration.sql`, 'utf8') },
        },
      })),
  };
}

test('a changed schema becomes a migration, in the order of calls of `migrate dev`', async () => {
  const content = readFileSync('prisma/schema.prisma', 'utf8');
  const changed = `${content}\nmodel Booking {\n  id String @id\n  @@map("booking")\n}\n`;
  const schema = { files: [{ path: 'prisma/schema.prisma', content: changed }] };
  const filters = { externalTables: [], externalEnums: [] };
  const params = { migrationsList: listMigrations(), schema, filters };
  const engine = startEngine(`${database.url}?schema=engine`);
  try {
    await engine.call('devDiagnostic', params);
    const names = params.migrationsList.migrationDirectories.map(({ path }) => path);
    expect(await engine.call('applyMigrations', params)).toEqual({ appliedMigrationNames: names });
    expect(await engine.call('evaluateDataLoss', params)).toMatchObject({
      migrationSteps: 1,
      unexecutableSteps: [],
    });
    const draft = { ...params, draft: true, migrationName: 'booking' };
    expect(await engine.call('createMigration', draft)).toMatchObject({
      migrationScript: expect.stringContaining('CREATE TABLE "booking"'),
    });
  } finally {
    engine.stop();
  }
}, 60_000);
