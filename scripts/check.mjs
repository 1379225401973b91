// `npm run check`: the quick lane for every save. Types, lint, format and the tests without a database.
import process from 'node:process';
import { ensureDependencies } from './install.mjs';

ensureDependencies();
const { register } = await import('tsx/esm/api');
register();
const { runQuickChecks } = await import('./testing/run-checks.ts');
const { formatTally } = await import('./testing/tally.ts');
const from = Date.now();
const sum = await runQuickChecks(process.env);
console.log(`\n${((Date.now() - from) / 1000).toFixed(1)} s\n${formatTally(sum)}`);
process.exit(sum.failed === 0 ? 0 : 1);
