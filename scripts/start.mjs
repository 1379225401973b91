// `npm start` and `npm run dev`: the whole system on this machine.
// `--inspect web` lets a debugger attach to that process, on port 9229.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { ensureDependencies } from './install.mjs';

const startedAt = Date.now();
ensureDependencies();
const envFile = process.env.ENV_FILE ?? '.env';
if (existsSync(envFile)) process.loadEnvFile(envFile);

const dev = process.argv.includes('--dev');
const compiled = dev ? {} : compile(['launcher', 'database', 'workload-ca', 'stand-ins']);
if (dev) {
  const { register } = await import('tsx/esm/api');
  register();
}
const { start } = await import(dev ? './system/start.ts' : `../${compiled.launcher}`);
const at = process.argv.indexOf('--inspect');
const inspect = at < 0 ? undefined : (process.argv[at + 1] ?? '');
await start({ dev, inspect, startedAt, compiled });

/** In a process of its own, whose memory is free again afterwards. */
function compile(names) {
  const words = ['scripts/compile.mjs', ...names];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}
