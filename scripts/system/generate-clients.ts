import { existsSync } from 'node:fs';
import { prismaCommand, prismaEnv } from '../prisma.mjs';
import { hashSources, makeIfStale } from './content-stamp';
import { runCommand } from './run-command';

/** The schemas of the project: the web application's and billing's, each with its own migrations. */
export const SCHEMAS = [
  { name: 'web', folder: 'prisma', postgresSchema: 'public' },
  { name: 'billing', folder: 'services/billing/prisma', postgresSchema: 'billing' },
] as const;

/**
 * Generates the Prisma clients whose schema changed since the last time.
 * @returns whether any did.
 */
export async function generateClients(dataDir: string, signal: AbortSignal): Promise<boolean> {
  const made = await Promise.all(
    SCHEMAS.filter(({ folder }) => existsSync(folder)).map(({ name, folder }) => {
      const hash = hashSources([`${folder}/schema.prisma`, 'node_modules/prisma/package.json']);
      return makeIfStale(`${folder}/generated/.stamp`, hash, () =>
        runCommand(prismaCommand(name, ['generate']), {
          name: `generate-${name}`,
          dataDir,
          env: prismaEnv(process.env),
          signal,
        }),
      );
    }),
  );
  return made.includes(true);
}
