import { existsSync } from 'node:fs';
import { schemaOf } from '@/lib/database-url';
import type { Env } from '@/lib/env';
import { prismaCommand, prismaEnv } from '../prisma.mjs';
import { migrateEmptyDatabase } from './empty-database.repository';
import { SCHEMAS } from './generate-clients';
import { hasPendingMigration } from './migration-state.repository';
import { runCommand } from './run-command';

/**
 * Applies the migrations that the databases lack, with Prisma's own command; in the embedded database
 * of a first start directly.
 * @returns the schemas that were brought forward.
 */
export async function migrate(
  env: Env,
  ownDatabase: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  const changed: string[] = [];
  for (const { name, folder, postgresSchema } of SCHEMAS) {
    if (!existsSync(`${folder}/migrations`)) continue;
    const url = name === 'web' ? env.DATABASE_URL : env.BILLING_DATABASE_URL;
    const schema = name === 'web' ? (schemaOf(url) ?? postgresSchema) : postgresSchema;
    if (!(await hasPendingMigration(url, schema, `${folder}/migrations`))) continue;
    changed.push(name);
    if (!ownDatabase && (await migrateEmptyDatabase(url, schema, `${folder}/migrations`))) continue;
    await runCommand(prismaCommand(name, ['migrate', 'deploy']), {
      name: `migrate-${name}`,
      dataDir: env.DATA_DIR,
      env: prismaEnv({ ...process.env, DATABASE_URL: env.DATABASE_URL }),
      signal,
    });
  }
  return changed;
}
