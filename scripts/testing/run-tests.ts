import { buildWeb, findWebBuild } from '../system/build-web';
import { generateClients } from '../system/generate-clients';
import { announcePart } from './run-program';
import { runCalendar } from './run-calendar';
import { runChecks } from './run-checks';
import { runOnEmbedded, runOnOwnServices } from './run-system-tests';
import { runVitest } from './run-vitest';
import { addTallies, formatTally, NOTHING, type Tally } from './tally';
import { makeTestEnv, plainEnv, removeTestData } from './test-system';

const PARTS = ['checks', 'unit', 'elsewhere', 'system', 'browser', 'calendar'] as const;
type Part = (typeof PARTS)[number];

/**
 * Runs the chosen parts, all by default (of the calendar a short form), and ends the process: code 0
 * only if nothing failed. The last line of the output is the sum.
 */
export async function runTests(args: string[]): Promise<void> {
  const unknown = args.filter((arg) => !PARTS.includes(arg as Part));
  if (unknown.length > 0) {
    console.error(`Unknown part: ${unknown.join(', ')}. There are ${PARTS.join(', ')}.`);
    process.exit(2);
  }
  const chosen = new Set<Part>(args.length > 0 ? (args as Part[]) : PARTS);
  removeTestData();
  const env = await makeTestEnv('checks');
  await generateClients(env.DATA_DIR ?? '', new AbortController().signal);

  const needsSystem = chosen.has('system') || chosen.has('browser');
  // The type check reads files that a build rewrites, so the build starts after the checks.
  const checks = chosen.has('checks') ? runChecks(env) : Promise.resolve(NOTHING);
  const build = checks.then(() => (needsSystem ? buildEarly(env) : undefined));
  const unit = chosen.has('unit') ? runUnit() : Promise.resolve(NOTHING);
  const tallies: Tally[] = [await checks, await unit];
  await build;
  if (chosen.has('elsewhere')) {
    announcePart('poolers, standbys and proxies of this machine');
    tallies.push(await runVitest('elsewhere', [], plainEnv()));
  }
  if (needsSystem) {
    const parts = { system: chosen.has('system'), browser: chosen.has('browser') };
    tallies.push(...(await runOnEmbedded(parts)));
  }
  if (chosen.has('system')) {
    tallies.push(...(await runOnOwnServices()));
  }
  if (chosen.has('calendar')) tallies.push(...(await runCalendar(args.includes('calendar'))));
  finish(addTallies(tallies));
}

/** Runs beside the checks: its files spend half of their time waiting for the database. */
function runUnit(): Promise<Tally> {
  announcePart('unit, and the checks beside it');
  // On the embedded PostgreSQL, which has room for all of them, whatever the machine's own allows.
  return runVitest('unit', [], { ...plainEnv(), TEST_DATABASE_URL: undefined });
}

/** Builds the pages beside the unit tests. Where that fails, the start of the system says why. */
async function buildEarly(env: NodeJS.ProcessEnv): Promise<void> {
  const build = await findWebBuild(env);
  if (build.isCurrent) return;
  const options = { dataDir: env.DATA_DIR ?? '', signal: new AbortController().signal };
  await buildWeb(build, options, env).catch(() => {});
}

function finish(sum: Tally): never {
  if (sum.failed === 0) removeTestData(process.pid);
  else console.log(`\nThe logs of the failed run are in .data-test-${process.pid}-*/log.`);
  console.log(`\n${formatTally(sum)}`);
  process.exit(sum.failed === 0 ? 0 : 1);
}
