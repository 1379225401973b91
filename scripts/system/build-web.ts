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

/** The folder of the built application. */
function buildFolder(): string {
  return process.env.NEXT_DIST_DIR ?? '.next';
}

/**
 * Builds the Next.js application if a source changed since the last build.
 * @returns whether it was built.
 */
export async function buildWeb(dataDir: string, signal: AbortSignal): Promise<boolean> {
  return makeIfStale(path.join(buildFolder(), 'tollgate-build'), hashSources(SOURCES), () =>
    runCommand([process.execPath, ['node_modules/next/dist/bin/next', 'build']], {
      name: 'build',
      dataDir,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        // `npm test` checks the types; whoever only wants to look need not wait for that.
      },
      signal,
    }),
  );
}
