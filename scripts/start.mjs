// `npm start` and `npm run dev`: the whole system on this machine.
// `--inspect web` lets a debugger attach to that process, on port 9229.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { ensureDependencies } from './install.mjs';

const startedAt = Date.now();
ensureDependencies();
const envFile = process.env.ENV_FILE ?? '.env';
if (existsSync(envFile)) process.loadEnvFile(envFile);

const { register } = await import('tsx/esm/api');
register();
const { start } = await import('./system/start.ts');
const at = process.argv.indexOf('--inspect');
const inspect = at < 0 ? undefined : (process.argv[at + 1] ?? '');
await start({ dev: process.argv.includes('--dev'), inspect, startedAt });
