// `npm run reset`: empties the data folder of this system. Refuses while it runs.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureDependencies, refuse } from './install.mjs';

ensureDependencies();
const envFile = process.env.ENV_FILE ?? '.env';
if (existsSync(envFile)) process.loadEnvFile(envFile);
const { register } = await import('tsx/esm/api');
register();
const { findLaunch } = await import('./system/launch-lock.ts');
const { findForeign, OWN_ENTRIES } = await import('./system/local-secrets.ts');
const { stopOrphan } = await import('../services/database/orphan.ts');

const folder = process.env.DATA_DIR || '.data';
const running = findLaunch(folder);
if (running) refuse(`Tollgate runs from ${folder} (process ${running.pid}). Stop it first.`);
const foreign = findForeign(folder);
if (foreign.length > 0) refuse(`${folder} also holds ${foreign.join(', ')}. Is DATA_DIR right?`);
try {
  await stopOrphan(path.resolve(folder, 'database'));
} catch (error) {
  refuse(error.message);
}
for (const name of OWN_ENTRIES) {
  rmSync(path.join(folder, name), { recursive: true, force: true });
}
console.log(`${folder} is empty. \`npm start\` makes it anew.`);
