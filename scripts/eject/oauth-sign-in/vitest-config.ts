import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // next-auth imports `next/server` without its extension, which Node alone can't resolve.
    server: { deps: { inline: ['next-auth'] } },
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
