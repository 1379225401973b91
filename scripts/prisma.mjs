// Runs Prisma's stock command line for each schema of the project, with the schema engine of
// scripts/prisma-schema-engine unless PRISMA_SCHEMA_ENGINE_BINARY names another.
//
//   node scripts/prisma.mjs [web|billing] generate|migrate …    in the project's folder
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const CONFIGS = { web: 'prisma.config.ts', billing: 'services/billing/prisma.config.ts' };

/** The environment that Prisma's command line needs, on top of `env`. */
export function prismaEnv(env) {
  const database =
    env.DATABASE_URL ||
    `postgres://tollgate:tollgate@localhost:${env.DATABASE_PORT || 5440}/tollgate`;
  // The locks of a migration do not survive a transaction pooler.
  const direct = env.DIRECT_DATABASE_URL ? inSchemaOf(database, env.DIRECT_DATABASE_URL) : database;
  return {
    ...env,
    DATABASE_URL: direct,
    BILLING_DATABASE_URL: env.BILLING_DATABASE_URL || direct,
    PRISMA_SCHEMA_ENGINE_BINARY:
      env.PRISMA_SCHEMA_ENGINE_BINARY || path.resolve('scripts/prisma-schema-engine/engine.mjs'),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    // Prisma reads the engine's standard error as JSON; the driver's warning about sslmode is none.
    NODE_NO_WARNINGS: '1',
  };
}

// The schema that is migrated is the one that the application uses.
function inSchemaOf(url, direct) {
  const [schema, changed] = [new URL(url).searchParams.get('schema'), new URL(direct)];
  if (schema) changed.searchParams.set('schema', schema);
  return changed.href;
}

/** The command and arguments that run Prisma for one schema, `web` or `billing`. */
export function prismaCommand(schema, args) {
  const cli = path.resolve('node_modules/prisma/build/index.js');
  return [process.execPath, [cli, ...args, '--config', CONFIGS[schema]]];
}

function main(args) {
  for (const file of [
    process.env.ENV_FILE ?? '.env',
    path.join(process.env.DATA_DIR ?? '.data', 'local.env'),
  ]) {
    if (existsSync(file)) process.loadEnvFile(file);
  }
  const chosen = Object.keys(CONFIGS).filter((name) => name === args[0]);
  if (chosen.length > 0) args.shift();
  for (const schema of chosen.length > 0 ? chosen : Object.keys(CONFIGS)) {
    if (!existsSync(CONFIGS[schema])) continue;
    const [command, rest] = prismaCommand(schema, args);
    const run = spawnSync(command, rest, {
      stdio: 'inherit',
      env: prismaEnv(process.env),
    });
    if (run.status !== 0) return run.status ?? 1;
  }
  return 0;
}

if (process.argv[1]?.endsWith('prisma.mjs')) {
  process.exitCode = main(process.argv.slice(2));
}
