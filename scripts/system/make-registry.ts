import path from 'node:path';
import process from 'node:process';
import { hashSources, makeIfStale } from './content-stamp';
import { runCommand } from './run-command';

/** What the parts of `tollgate eject` are made of, tests included. */
const SOURCES = ['lib', 'scripts/eject', 'e2e', 'services', 'package.json', 'LICENSE'];
const IGNORED = /(^|\/)(node_modules|generated|\.[^/]+)(\/|$)/;

/**
 * Writes the registry that web serves at `/r/…`, so that a project elsewhere can take a part out of
 * this one. Where it cannot be written, the system starts without.
 * @returns what was done, in words.
 */
export async function makeRegistry(dataDir: string, signal: AbortSignal): Promise<string> {
  const folder = path.join(dataDir, 'registry');
  const command = ['--import', 'tsx', 'scripts/tollgate/main.ts', 'registry', folder];
  const options = { name: 'registry', dataDir, env: process.env, signal };
  try {
    const made = await makeIfStale(
      path.join(folder, 'sources.sha256'),
      hashSources(SOURCES, IGNORED),
      () => runCommand([process.execPath, command], options),
    );
    return made ? 'written' : 'up to date';
  } catch (error) {
    if (signal.aborted) throw error;
    return `not written, see ${path.join(dataDir, 'log/registry.log')}`;
  }
}
