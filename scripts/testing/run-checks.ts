import { announcePart, runProgram } from './run-program';
import type { Tally } from './tally';

const RUN = 'scripts/run.mjs';
const NEXT = 'node_modules/next/dist/bin/next';

const CHECKS: readonly { name: string; script: string; args: string[] }[] = [
  { name: 'lock file', script: 'scripts/complete-lockfile.mjs', args: ['--check'] },
  { name: 'supply chain', script: RUN, args: ['scripts/testing/check-supply-chain.ts'] },
  { name: 'format', script: 'node_modules/@biomejs/biome/bin/biome', args: ['format', '.'] },
  { name: 'route types', script: NEXT, args: ['typegen'] },
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['--noEmit'] },
  { name: 'lint', script: 'node_modules/eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
];

/** A lock file that installs everywhere and names what may be used, format, types, lint with the dependency rule. Each counts as one test. */
export async function runChecks(env: NodeJS.ProcessEnv): Promise<Tally> {
  let passed = 0;
  for (const { name, script, args } of CHECKS) {
    announcePart(name);
    const code = await runProgram(script, args, env);
    console.log(code === 0 ? `${name}: passed` : `${name}: failed`);
    if (code === 0) passed += 1;
  }
  return { passed, failed: CHECKS.length - passed, skipped: 0 };
}
