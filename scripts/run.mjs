// Runs a TypeScript entry with the environment of this folder's system:
// the shell first, then .env, then what `npm start` wrote into the data folder: secrets, and ports
// while it runs.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

for (const file of [
  process.env.ENV_FILE ?? '.env',
  path.join(process.env.DATA_DIR ?? '.data', 'local.env'),
]) {
  if (existsSync(file)) process.loadEnvFile(file);
}
try {
  // A second system runs on ports of its own; its launcher has written them down.
  const launcher = path.join(process.env.DATA_DIR ?? '.data', 'launcher.json');
  for (const [name, value] of Object.entries(JSON.parse(readFileSync(launcher, 'utf8')).ports)) {
    process.env[name] ||= value;
  }
} catch {
  // None runs from this folder.
}

const [entry, ...rest] = process.argv.slice(2);
if (!entry) {
  console.error('Usage: node scripts/run.mjs <entry.ts> [arguments]');
  process.exit(2);
}
if (!existsSync('node_modules/tsx')) {
  console.error('Dependencies are missing. Run `npm start` or `npm ci` first.');
  process.exit(1);
}
process.argv = [process.argv[0] ?? 'node', path.resolve(entry), ...rest];
// What scripts/compile.mjs made needs no compiler in its process.
if (!entry.endsWith('.mjs')) {
  const { register } = await import('tsx/esm/api');
  register();
}
try {
  await import(pathToFileURL(path.resolve(entry)).href);
} catch (error) {
  if (error?.name !== 'EnvError') throw error;
  console.error(error.message);
  process.exit(1);
}
