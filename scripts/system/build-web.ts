import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { hashSources } from './content-stamp';
import { runCommand } from './run-command';

const run = promisify(execFile);

/** What the pages may be built from; which files of the folders really are is asked only when one changed. */
const FOLDERS = ['app', 'components', 'pages', 'lib'];
const OTHERS = [
  'public',
  'prisma/schema.prisma',
  'next.config.js',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** The build that a folder holds is of these sources: all that may matter, and those that do. */
export type WebBuild = {
  stamp: string;
  hashes: [all: string, reached: string];
  isCurrent: boolean;
};

/**
 * Looks whether a source of the pages changed since the last build. A change of code that only the
 * server runs is none.
 */
export async function findWebBuild(env: NodeJS.ProcessEnv = process.env): Promise<WebBuild> {
  const stamp = path.join(env.NEXT_DIST_DIR ?? '.next', 'tollgate-build');
  const all = hashSources([...FOLDERS, ...OTHERS]);
  const [builtAll, builtReached = ''] = existsSync(stamp)
    ? readFileSync(stamp, 'utf8').split('\n')
    : [];
  if (builtAll === all) return { stamp, hashes: [all, builtReached], isCurrent: true };
  const reached = hashSources([...(await listPageSources()), ...OTHERS]);
  const isCurrent = builtReached === reached;
  if (isCurrent) writeFileSync(stamp, `${all}\n${reached}`);
  return { stamp, hashes: [all, reached], isCurrent };
}

/** The files that the pages import; all that may matter, where that cannot be told. */
async function listPageSources(): Promise<string[]> {
  try {
    const { stdout } = await run(process.execPath, ['scripts/page-sources.mjs']);
    return z.array(z.string()).parse(JSON.parse(stdout));
  } catch {
    // An import that leads nowhere, or a kind of file that only Next.js knows: its build decides.
    return FOLDERS;
  }
}

/**
 * Builds the Next.js application.
 * @param env its NEXT_DIST_DIR is the folder of the build.
 * @param onProgress told each line that the build prints.
 */
export async function buildWeb(
  { stamp, hashes }: WebBuild,
  options: { dataDir: string; signal: AbortSignal; onProgress?: (line: string) => void },
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  await runCommand([process.execPath, ['node_modules/next/dist/bin/next', 'build']], {
    name: 'build',
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...options,
  });
  writeFileSync(stamp, hashes.join('\n'));
}
