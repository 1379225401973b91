import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDERS = ['lib', 'services', 'components', 'app', 'scripts', 'examples', 'prisma'];
const E2E_FOLDERS = ['e2e/support', 'e2e/learn', 'e2e/operation'];
const TEST = /\.test\.tsx?$/;
const SKIPPED = /(^|\/)(node_modules|generated)\//;

/**
 * What a test does to more than itself: it mocks a module or the clock, changes the environment,
 * listens, starts a process, or uses a fixture of e2e/, such as a database.
 */
const SHARED = /\bvi\.|process\.env|node:child_process|e2e\/|\/support\/|createServer|\.listen\(/;

export type UnitTests = { pure: string[]; isolated: string[] };

/**
 * Sorts the unit tests into those that can share one process (`pure`: a file costs milliseconds) and
 * those that need their own (`isolated`: about a second of imports each).
 * @param root the repository, absolute.
 */
export function sortUnitTests(root: string): UnitTests {
  const files = FOLDERS.flatMap((folder) => listTests(root, folder, true));
  const pure = files.filter((file) => !SHARED.test(readFileSync(path.join(root, file), 'utf8')));
  const shared = files.filter((file) => !pure.includes(file));
  return {
    pure,
    isolated: [...shared, ...E2E_FOLDERS.flatMap((one) => listTests(root, one, false))],
  };
}

/** A folder that someone took out of their copy has none. */
function listTests(root: string, folder: string, recursive: boolean): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
    .filter((file) => TEST.test(file) && !SKIPPED.test(file))
    .sort();
}
