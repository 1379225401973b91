import { z } from 'zod';

/**
 * What the lock file promises about the packages that `npm ci` installs: the very bytes, from a
 * registry and nowhere else, under a licence that this project can be passed on with. Offline.
 */

/** Licences that ask for no more than to be named, or that end at the file or library they cover. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Bitstream-Vera',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
  // Weak copyleft: used unchanged, as packages of their own.
  'EPL-2.0',
  'LGPL-3.0-or-later',
  'MPL-2.0',
  // Data, not code: which browser can do what.
  'CC-BY-4.0',
]);

/** What the package's own LICENSE file says, where its manifest names no licence of the list. */
const READ_BY_HAND = new Map([
  ['dejavu-fonts-ttf', 'Bitstream-Vera'],
  ['png-js', 'MIT'],
  ['seq-queue', 'MIT'],
]);

const EXACT = /^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+/;

const entrySchema = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

type Entry = z.output<typeof entrySchema>;

export const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });
export type Lock = z.output<typeof lockSchema>;

/** A licence expression is fine if one of its alternatives is, and that one in all of its parts. */
function isAllowed(expression: string): boolean {
  return expression
    .replaceAll(/[()]/g, '')
    .split(/ or /i)
    .some((choice) => choice.split(/ and /i).every((part) => ALLOWED.has(part.trim())));
}

/** For another platform, written in by complete-lockfile.mjs: npm has not seen its bytes here. */
function isOtherPlatform({ optional, os, cpu, integrity }: Entry): boolean {
  return optional === true && (os ?? cpu) !== undefined && integrity === undefined;
}

function checkEntry(name: string, entry: Entry): string[] {
  const faults: string[] = [];
  if (entry.link) faults.push('is a link to a folder');
  if (entry.resolved) faults.push(`names where it comes from (${entry.resolved})`);
  if (!EXACT.test(entry.version ?? '')) faults.push('has no exact version');
  if (isOtherPlatform(entry)) return faults;
  if (!entry.integrity?.startsWith('sha512-')) faults.push('has no sha512 of its bytes');
  const licence = READ_BY_HAND.get(name) ?? entry.license ?? 'none';
  if (!isAllowed(licence)) faults.push(`has the licence ${licence}`);
  return faults;
}

/** What is wrong with a lock file, one sentence each. */
export function findLockFaults({ packages }: Lock): string[] {
  const { '': root, ...rest } = packages;
  const faults = Object.entries(rest).flatMap(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return checkEntry(name, entry).map((fault) => `${name} ${fault}.`);
  });
  const direct = Object.entries({ ...root?.dependencies, ...root?.devDependencies });
  const loose = direct.filter(([, range]) => !EXACT.test(range));
  return [...faults, ...loose.map(([name, range]) => `${name}: ${range} is no exact version.`)];
}

/**
 * Commands that install something else than what is locked.
 * @param text a script or a container file.
 */
export function findUnlockedInstalls(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:install|i|add|update)\b[^`\n]*/g)].map(([command]) => command);
}
