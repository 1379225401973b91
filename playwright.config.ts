import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/testing/find-browser';
import { realClockEnv } from './scripts/testing/moved-clock';

/**
 * The browser tests, against a system that runs: `npm test` starts one, or APP_URL or PORT names
 * yours.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  // One more try on a machine that nobody watches; the run says how many needed it.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: process.env.APP_URL || `http://localhost:${process.env.PORT || 3000}`,
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findBrowser(),
      // Chromium does not start with libfaketime; the pages take their dates from the server.
      env: realClockEnv(process.env),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
