import { captureProgram } from './run-program';
import { addTallies, type Tally } from './tally';

const RUN = 'scripts/run.mjs';
const NEXT = 'node_modules/next/dist/bin/next';
/** TypeScript 7 checks in a tenth of the time. ESLint's typed rules and Next.js need version 6's API. */
const TSC = 'node_modules/typescript-7/bin/tsc';
const ESLINT = 'node_modules/eslint/bin/eslint.js';
const KNIP = 'node_modules/knip/bin/knip.js';
const UNUSED = ['--include', 'files,exports,types,unlisted,dependencies', '--no-config-hints'];
const CACHE = 'node_modules/.cache/tollgate';

type Check = { name: string; script: string; args: string[] };

const FORMAT: Check = {
  name: 'format',
  script: 'node_modules/@biomejs/biome/bin/biome',
  args: ['format', '.'],
};
/** Generates the types of routes and their parameters, which the type check reads. */
const ROUTE_TYPES: Check = { name: 'route types', script: NEXT, args: ['typegen'] };

const TYPES: Check = { name: 'types', script: TSC, args: ['--noEmit'] };

/** As on a fresh clone: nothing is cached. */
const WHOLE: readonly (readonly Check[])[] = [
  [
    { name: 'lock file', script: 'scripts/complete-lockfile.mjs', args: ['--check'] },
    { name: 'unused code', script: KNIP, args: UNUSED },
    { name: 'supply chain', script: RUN, args: ['scripts/testing/check-supply-chain.ts'] },
    FORMAT,
    ROUTE_TYPES,
    TYPES,
  ],
  [{ name: 'lint', script: ESLINT, args: ['.', '--max-warnings', '0'] }],
];

/** With ESLint's cache, and the tests that need no database. */
const QUICK: readonly (readonly Check[])[] = [
  [FORMAT, ROUTE_TYPES, TYPES],
  [
    {
      name: 'tests',
      script: 'node_modules/vitest/vitest.mjs',
      args: ['run', '--project', 'pure'],
    },
    {
      name: 'lint',
      script: ESLINT,
      args: ['.', '--max-warnings', '0', '--cache', '--cache-location', `${CACHE}/eslint/`],
    },
  ],
];

/**
 * The lock file, the supply chain, format, types and lint with the dependency rule, two at a time.
 * Each counts as one test.
 */
export function runChecks(env: NodeJS.ProcessEnv): Promise<Tally> {
  return runLanes(WHOLE, env);
}

/** `npm run check`: for every save. Trusts the caches of the last run. */
export function runQuickChecks(env: NodeJS.ProcessEnv): Promise<Tally> {
  return runLanes(QUICK, env);
}

/** Runs lanes side by side, the checks of a lane one after the other. */
async function runLanes(
  lanes: readonly (readonly Check[])[],
  env: NodeJS.ProcessEnv,
): Promise<Tally> {
  const results = await Promise.all(
    lanes.map(async (lane) => {
      const failures: string[] = [];
      for (const check of lane) if (!(await runCheck(check, env))) failures.push(check.name);
      const failed = failures.length;
      return { passed: lane.length - failed, failed, skipped: 0, failures };
    }),
  );
  return addTallies(results);
}

async function runCheck({ name, script, args }: Check, env: NodeJS.ProcessEnv): Promise<boolean> {
  const from = Date.now();
  const { code, output } = await captureProgram(script, args, { ...env, NO_COLOR: '1' });
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  if (code !== 0) console.log(`\n${output.trim()}\n`);
  console.log(`${name}: ${code === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  return code === 0;
}
