// Compiles entries of this project to plain JavaScript, which `npm start` runs: a process that
// compiles TypeScript while it runs needs twice the memory and starts later.
//
//   node scripts/compile.mjs <name> …    prints the compiled file of each, as JSON
//
// A file is named after its content and never changed, so that two systems can share the folder.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const ENTRIES = {
  launcher: 'scripts/system/start.ts',
  data: 'scripts/system/prepare-data.ts',
  database: 'services/database/main.ts',
  'workload-ca': 'services/workload-ca/main.ts',
  'stand-ins': 'services/development/main.ts',
  billing: 'services/billing/main.ts',
  web: 'services/web/main.ts',
};
/** Below node_modules, so that what is compiled finds the packages. */
const FOLDER = 'node_modules/.cache/tollgate/compiled';
const KEPT_MS = 7 * 86_400_000;

const names = process.argv.slice(2);
const { outputFiles, metafile } = await build({
  entryPoints: Object.fromEntries(names.map((name) => [name, ENTRIES[name]])),
  entryNames: '[name]-[hash]',
  outdir: FOLDER,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  sourcesContent: false,
  write: false,
  metafile: true,
  logLevel: 'error',
});

mkdirSync(FOLDER, { recursive: true });
for (const { path: file, contents } of outputFiles) {
  if (existsSync(file)) continue;
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}
const made = new Set(outputFiles.map(({ path: file }) => path.basename(file)));
for (const name of readdirSync(FOLDER)) {
  const file = path.join(FOLDER, name);
  if (!made.has(name) && Date.now() - statSync(file).mtimeMs > KEPT_MS)
    rmSync(file, { force: true });
}
const compiled = Object.entries(metafile.outputs).flatMap(([file, { entryPoint }]) =>
  names.flatMap((name) => (entryPoint === ENTRIES[name] ? [[name, file]] : [])),
);
console.log(JSON.stringify(Object.fromEntries(compiled)));
