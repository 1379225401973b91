import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const IGNORED = /(^|\/)(node_modules|generated|\.[^/]+)(\/|$)|\.test\.tsx?$/;

/**
 * A hash over the names and contents of files and folders; what does not exist counts as absent.
 * @param ignored what of a folder does not matter: by default its tests, and what is generated.
 */
export function hashSources(sources: string[], ignored = IGNORED): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => listFiles(source, ignored))) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(source: string, ignored: RegExp): string[] {
  if (!existsSync(source)) return [];
  if (!statSync(source).isDirectory()) return [source];
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(source, name))
    .filter((file) => !ignored.test(file) && statSync(file).isFile())
    .sort();
}

/**
 * Runs `make` unless the stamp in `file` says that it ran for the same `hash`.
 * @returns whether it ran.
 */
export async function makeIfStale(
  file: string,
  hash: string,
  make: () => Promise<void>,
): Promise<boolean> {
  if (existsSync(file) && readFileSync(file, 'utf8') === hash) return false;
  await make();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, hash);
  return true;
}
