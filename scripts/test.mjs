// `npm test`: everything. `npm test -- checks|unit|system|browser` runs parts of it.
import process from 'node:process';
import { ensureDependencies } from './install.mjs';

ensureDependencies();
const { register } = await import('tsx/esm/api');
register();
const { runTests } = await import('./testing/run-tests.ts');
await runTests(process.argv.slice(2));
