import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getEnv } from '@/lib/env';
import { TAKEABLES } from './take';

const FILES = ['registry.json', ...TAKEABLES.map(({ part }) => `${part}.json`)];

/**
 * A file of the registry that `npm start` has written.
 *
 * Attack: the address chooses the file. Only names that the registry has are read.
 * @returns undefined where there is none of that name, or none was written.
 */
export async function readRegistryFile(name: string): Promise<string | undefined> {
  if (!FILES.includes(name)) return undefined;
  const file = path.join(/*turbopackIgnore: true*/ getEnv().DATA_DIR, 'registry', name);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
