import path from 'node:path';
import { hashSources, makeIfStale } from './content-stamp';
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

/**
 * Builds the Next.js application if a source changed since the last build.
 * @param env its NEXT_DIST_DIR is the folder of the build.
 * @returns whether it was built.
 */
export async function buildWeb(
  dataDir: string,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const folder = env.NEXT_DIST_DIR ?? '.next';
  return makeIfStale(path.join(folder, 'tollgate-build'), hashSources(SOURCES), () =>
    runCommand([process.execPath, ['node_modules/next/dist/bin/next', 'build']], {
      name: 'build',
      dataDir,
      env: {
        ...env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        // `npm test` checks the types; whoever only wants to look need not wait for that.
      },
      signal,
    }),
  );
}
