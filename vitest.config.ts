import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** `unit` stands alone; `system` talks to a running system that `npm test` has started. */
export default defineConfig({
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{lib,services,components,app,scripts,examples,prisma}/**/*.test.{ts,tsx}',
            'e2e/{support,learn,operation}/*.test.ts',
          ],
          environment: 'node',
          // What `npm start` wrote here is not the tests' own, for the processes that they start either.
          env: { ENV_FILE: '', DATA_DIR: '.data-unit' },
          // next-auth imports `next/server` without its extension, which Node alone can't resolve.
          server: { deps: { inline: ['next-auth'] } },
          globalSetup: './e2e/support/test-server.ts',
          // Vitest leaves one core free; files wait for a database or a process half of the time.
          maxWorkers: 2,
          testTimeout: 20_000,
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
    ],
  },
});
