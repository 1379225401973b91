import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sortUnitTests } from './scripts/testing/pure-tests';

const root = fileURLToPath(new URL('.', import.meta.url));
const { pure, isolated } = sortUnitTests(root);

/** Of the unit tests, `npm start`'s own configuration is hidden, also from processes they start. */
const unit = {
  environment: 'node' as const,
  env: { ENV_FILE: '', DATA_DIR: '.data-unit' },
  // next-auth imports `next/server` without its extension, which Node alone can't resolve.
  server: { deps: { inline: ['next-auth'] } },
  // Vitest leaves one core free; files wait for a database or a process half of the time.
  maxWorkers: 2,
  testTimeout: 20_000,
};

/**
 * The unit tests are `pure`, which share a process, and `unit`, which have one each (see pure-tests.ts).
 * `elsewhere` starts other people's servers (poolers, standbys, proxies) if this machine has them.
 * `system` talks to a running system that `npm test` has started.
 */
export default defineConfig({
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    retry: process.env.CI ? 1 : 0,
    projects: [
      { extends: true, test: { ...unit, name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          ...unit,
          name: 'unit',
          include: isolated,
          globalSetup: './e2e/support/test-server.ts',
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['e2e/{api-key,oauth,mtls,product,system}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'elsewhere',
          include: ['e2e/elsewhere/**/*.test.ts'],
          environment: 'node',
          env: unit.env,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
