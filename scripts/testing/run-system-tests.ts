import { ensureBrowser } from './find-browser';
import { createOwnDatabase, isListening } from './own-services.repository';
import { runPlaywright } from './run-playwright';
import { announcePart } from './run-program';
import { runVitest } from './run-vitest';
import { NOTHING, type Tally } from './tally';
import { makeTestEnv, startTestSystem } from './test-system';

/** What talks to the public API only, and so must hold on any database. */
const API_TESTS = ['e2e/api-key', 'e2e/product'];

const POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres';
const REDIS = 'redis://127.0.0.1:6379';
/** No wall clock of this zone is UTC's, and it has half an hour. */
const ZONE = 'Asia/Kolkata';

type Run = (env: NodeJS.ProcessEnv) => Promise<Tally>;

/** Starts a system, runs tests against it, and stops it. A system that does not start has failed. */
async function withSystem(
  name: string,
  changes: Record<string, string>,
  runs: readonly Run[],
): Promise<Tally[]> {
  const env = { ...(await makeTestEnv(name)), ...changes };
  try {
    const system = await startTestSystem(env);
    const tallies: Tally[] = [];
    try {
      for (const run of runs) tallies.push(await run(system.env));
    } finally {
      await system.stop();
    }
    return tallies;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return [{ ...NOTHING, failed: 1, failures: ['the system did not start'] }];
  }
}

/** The system tests and the browser tests on the embedded database. */
export async function runOnEmbedded(parts: { system: boolean; browser: boolean }) {
  const runs: Run[] = [];
  if (parts.system) runs.push((env) => runVitest('system', [], env));
  if (parts.browser) runs.push(runBrowser);
  announcePart('the whole system');
  return withSystem('embedded', {}, runs);
}

/** The API's tests again on this machine's PostgreSQL, in a database that is not on UTC, and Redis. */
export async function runOnOwnServices(): Promise<Tally[]> {
  const postgres = process.env.TEST_DATABASE_URL || POSTGRES;
  const redis = process.env.TEST_REDIS_URL || REDIS;
  announcePart(`the API on a PostgreSQL in ${ZONE} and a Redis of the machine`);
  const [database, hasRedis] = [await createOwnDatabase(postgres, ZONE), await isListening(redis)];
  if (!database || !hasRedis) {
    await database?.drop();
    const missing = database ? `Redis at ${redis}` : 'PostgreSQL on port 5432 that lets us in';
    console.log(`Skipped: there is no ${missing}.`);
    return [{ ...NOTHING, skipped: 1 }];
  }
  try {
    const changes = { DATABASE_URL: database.url, REDIS_URL: redis };
    return await withSystem('own-services', changes, [
      (env) => runVitest('system', API_TESTS, env),
    ]);
  } finally {
    await database.drop();
  }
}

async function runBrowser(env: NodeJS.ProcessEnv): Promise<Tally> {
  announcePart('browser');
  const browser = ensureBrowser();
  if (browser) return runPlaywright(env, browser);
  console.error('There is no browser and none can be installed. Set CHROMIUM_PATH to a Chromium.');
  return { ...NOTHING, failed: 1, failures: ['there is no browser'] };
}
