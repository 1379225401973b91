import { existsSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

const distDir = process.env.NEXT_DIST_DIR || '.next';

/**
 * Next.js adds the folder of a build to the tsconfig that it is given. A build beside the usual one
 * gets a tsconfig of its own, so that the project's stays as it is.
 */
function chooseTsconfig() {
  if (distDir === '.next') return 'tsconfig.json';
  const file = `tsconfig${distDir.replace(/[^.a-z-]/g, '')}.json`;
  if (!existsSync(file)) writeFileSync(file, '{ "extends": "./tsconfig.json" }\n');
  return file;
}

/**
 * Tells the browser to compile each script whole, beside the page, while it arrives. Otherwise it
 * compiles function by function when one is called, and the page waits: a third of what a page costs
 * the main thread at its start.
 * @see docs/decisions/0066-script-compilation.md
 */
async function hintCompilation({ projectDir, distDir: built }) {
  const hint = '//# allFunctionsCalledOnLoad\n';
  const folder = path.resolve(projectDir, built, 'static/chunks');
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.js')) continue;
    const file = path.join(folder, name);
    const code = await readFile(file, 'utf8');
    if (!code.startsWith(hint)) await writeFile(file, hint + code);
  }
}

/** @type {import('next').NextConfig} */
const config = {
  distDir,
  poweredByHeader: false,
  reactStrictMode: true,
  // The front door answers every request, sets the headers that concern security, and compresses.
  compress: false,
  // These keep state per process or load files beside themselves, so they stay out of the bundle.
  serverExternalPackages: [
    '@grpc/grpc-js',
    '@grpc/proto-loader',
    '@peculiar/asn1-schema',
    '@peculiar/asn1-x509',
    '@peculiar/x509',
    '@prisma/adapter-pg',
    '@prisma/client',
    'ioredis',
    'oidc-provider',
    'pdfkit',
    'pg',
    'pino',
    'prom-client',
    'rate-limiter-flexible',
    'reflect-metadata',
    'undici',
  ],
  compiler: { runAfterProductionCompile: hintCompilation },
  typescript: {
    // `npm test` checks the types of everything, tests included; a start need not wait for it.
    ignoreBuildErrors: true,
    tsconfigPath: chooseTsconfig(),
  },
  devIndicators: false,
};

export default config;
