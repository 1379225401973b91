import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashSources } from './content-stamp';
import { runCommand } from './run-command';

const SOURCES = [
  'app',
  'components',
  'pages',
  'lib',
  'public',
  'prisma/schema.prisma',
  'next.config.js',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** The build that a folder holds is of these sources. */
export type WebBuild = { stamp: string; hash: string; isCurrent: boolean };

/** Looks whether a source changed since the last build. */
export function findWebBuild(env: NodeJS.ProcessEnv = process.env): WebBuild {
  const stamp = path.join(env.NEXT_DIST_DIR ?? '.next', 'tollgate-build');
  const hash = hashSources(SOURCES);
  const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  return { stamp, hash, isCurrent };
}

/**
 * Builds the Next.js application.
 * @param env its NEXT_DIST_DIR is the folder of the build.
 * @param onProgress told each line that the build prints.
 */
export async function buildWeb(
  { stamp, hash }: WebBuild,
  options: { dataDir: string; signal: AbortSignal; onProgress?: (line: string) => void },
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  await runCommand([process.execPath, ['node_modules/next/dist/bin/next', 'build']], {
    name: 'build',
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...options,
  });
  writeFileSync(stamp, hash);
}
