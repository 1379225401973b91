import { mkdtemp, rm, chmod } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '@/services/database/start-postgres';
import { ensureBrowser } from './find-browser';
import { findFakeTime, moveClock } from './moved-clock';
import { runPlaywright } from './run-playwright';
import { announcePart } from './run-program';
import { runVitest } from './run-vitest';
import { NOTHING, type Tally } from './tally';
import { makeTestEnv, plainEnv, startTestSystem } from './test-system';

type Day = { name: string; time: string; zone: string };

/** Moments at which calendar arithmetic goes wrong first, most of them seconds before they pass. */
const DAYS: readonly Day[] = [
  { name: "New Year's Eve turns into New Year's Day", time: '2026-12-31T23:59:45Z', zone: 'UTC' },
  { name: 'a leap day', time: '2028-02-29T23:30:00Z', zone: 'Asia/Kolkata' },
  { name: 'the first day of a month', time: '2027-02-01T00:00:05Z', zone: 'UTC' },
  { name: 'the last day of a month', time: '2027-04-30T23:30:00Z', zone: 'Pacific/Auckland' },
  { name: 'clocks go forward', time: '2027-03-14T06:59:45Z', zone: 'America/New_York' },
  { name: 'clocks go back', time: '2027-10-31T00:59:45Z', zone: 'Europe/Berlin' },
  { name: 'three years ahead', time: '2029-12-01T00:00:05Z', zone: 'UTC' },
];
/** What each `npm test` runs, on the first two days: the parts that compute with dates. */
const SHORT_DAYS = 2;
const SHORT = [
  'prisma/',
  'services/billing/',
  'lib/billing/',
  'lib/usage/',
  'lib/webhooks/',
  'lib/integrations/',
  'components/usage/',
  'e2e/operation/demo-calendar',
];
const API_TESTS = ['e2e/api-key', 'e2e/product'];
const BROWSER_TESTS = ['e2e/product/metering', 'e2e/oauth/connections'];

/**
 * Runs tests with the clock moved to days on which calendars differ, of the processes and of the
 * database alike.
 * @param isWhole every day with all unit tests, the API's tests and the browser tests of invoices,
 * about ten minutes each; otherwise two days with the unit tests that compute with dates.
 */
export async function runCalendar(isWhole: boolean): Promise<Tally[]> {
  announcePart(`the calendar, ${isWhole ? 'every day' : 'two days'}`);
  const library = findFakeTime();
  if (!library) {
    console.log('Skipped: libfaketime is not installed (Debian: apt-get install faketime).');
    return [{ ...NOTHING, skipped: 1 }];
  }
  const tallies: Tally[] = [];
  for (const { name, time, zone } of isWhole ? DAYS : DAYS.slice(0, SHORT_DAYS)) {
    announcePart(`${name}: ${time}, TZ=${zone}`);
    const clock = { ...moveClock(library, new Date(time)), TZ: zone };
    // A database of its own, whose clock moves too.
    const env = { ...plainEnv(), ...clock, TEST_DATABASE_URL: undefined };
    tallies.push(await runVitest('unit', isWhole ? [] : SHORT, env));
    if (isWhole)
      tallies.push(...(await runOnSystem({ ...moveClock(library, new Date(time)), TZ: zone })));
  }
  return tallies;
}

async function runOnSystem(clock: Record<string, string>): Promise<Tally[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tollgate-calendar-'));
  // PostgreSQL may run as another user, who has to reach its own folder in here.
  await chmod(folder, 0o711);
  const testEnv = await makeTestEnv('calendar');
  const port = Number(testEnv.DATABASE_PORT);
  const database = await startPostgres({ folder: path.join(folder, 'database'), port, env: clock });
  try {
    const env = { ...testEnv, ...clock, DATABASE_URL: database.url };
    const system = await startTestSystem(env);
    try {
      const browser = ensureBrowser();
      return [
        await runVitest('system', API_TESTS, system.env),
        browser
          ? await runPlaywright(system.env, browser, BROWSER_TESTS)
          : { ...NOTHING, failed: 1 },
      ];
    } finally {
      await system.stop();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return [{ ...NOTHING, failed: 1, failures: ['the system did not start'] }];
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
