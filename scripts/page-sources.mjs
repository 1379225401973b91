// Prints, as JSON, the files that the pages are built from: what app/, pages/ and instrumentation.ts
// import, directly or not. A change elsewhere needs no new build of them.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const isEntry = (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file);

const entries = ['app', 'pages'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter(isEntry),
);
const { metafile } = await build({
  entryPoints: [...entries, 'instrumentation.ts'],
  // Nothing is written; a folder is asked for where there are several entries.
  outdir: '.',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  loader: { '.css': 'empty' },
  jsx: 'automatic',
  write: false,
  metafile: true,
  logLevel: 'error',
});
console.log(JSON.stringify(Object.keys(metafile.inputs).toSorted()));
