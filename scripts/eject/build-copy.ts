import { readFileSync } from 'node:fs';
import path from 'node:path';
import { followImports } from './follow-imports';
import type { EjectPlan } from './plan';
import { writeProblemTable } from './problem-table';
import { writePackage } from './write-package';
import { writeSource } from './write-source';

/** A style as it leaves: each file with its text, and how much of it there is. */
export type EjectedCopy = {
  files: ReadonlyMap<string, string>;
  /** Of `src/` alone: tests, examples and settings are counted apart. */
  size: { files: number; lines: number; linesWithComments: number; tests: number };
  /** Each file of `src/` with the files of the product that it comes from. */
  origins: ReadonlyMap<string, readonly string[]>;
};

const CATALOG = 'lib/http/problem-catalog.ts';

/**
 * Puts the copy of a style together, in memory.
 * @param root the repository, absolute.
 */
export function buildCopy(root: string, plan: EjectPlan): EjectedCopy {
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const replaced = { ...plan.replaced, [CATALOG]: CATALOG };
  const catalogParts = new Set(followImports(root, [CATALOG], {}).slice(1));
  const source = followImports(root, plan.entries, replaced).filter(
    (file) => !catalogParts.has(file),
  );
  const others = followImports(root, [...plan.tests, ...plan.examples], replaced).filter(
    (file) => !source.includes(file) && !catalogParts.has(file),
  );
  const places = placeFiles(plan, source, others);
  const files = new Map<string, string>();
  const origins = new Map<string, string[]>();
  for (const [file, place] of places) {
    const of = [file, ...Object.keys(plan.replaced).filter((one) => plan.replaced[one] === file)];
    origins.set(place, [...(origins.get(place) ?? []), ...of]);
  }
  const inPlace = (place: string) => [...source, ...others].filter((f) => places.get(f) === place);
  const ordered = (place: string) => {
    const order = plan.groups[place] ?? [];
    return inPlace(place).sort((one, other) => order.indexOf(one) - order.indexOf(other));
  };
  const withReplaced = new Map(places);
  for (const [file, template] of Object.entries(plan.replaced)) {
    const place = places.get(template);
    if (place) withReplaced.set(file, place);
  }
  for (const place of new Set(places.values())) {
    const sources = ordered(place).filter((file) => file !== CATALOG);
    const isData = place.endsWith('.json');
    const text = isData
      ? sources.map(read).join('')
      : writeSource(root, place, sources, withReplaced, plan.leftOutDeclarations);
    files.set(place, text);
  }
  const tablePlace = places.get(CATALOG);
  if (tablePlace) {
    const table = writeProblemTable([...files.values()], plan.problems);
    files.set(tablePlace, `${files.get(tablePlace)}\n${table}`);
  }
  for (const [place, file] of Object.entries(plan.plainFiles)) files.set(place, read(file));
  const size = measure(files);
  files.set('package.json', writePackage(root, plan, { source, other: others }));
  if (!files.has('tsconfig.json')) {
    files.set('tsconfig.json', read('scripts/eject/shared/tsconfig.json'));
  }
  files.set(
    '.gitignore',
    'node_modules/\n.env\n.workload/\n.next/\n*.tsbuildinfo\nnext-env.d.ts\n',
  );
  if (plan.settings.length > 0) files.set('.env.example', writeSettings(plan));
  files.set('LICENSE', read('LICENSE'));
  files.set('README.md', fillReadme(read(`${plan.templates}/README.md`), plan, origins, size));
  return { files, size, origins };
}

/** `src/` for the code, `test/` for the tests and what only they use, `examples/`. */
function placeFiles(plan: EjectPlan, source: readonly string[], others: readonly string[]) {
  const places = new Map<string, string>();
  const grouped = new Map(
    Object.entries(plan.groups).flatMap(([place, files]) => files.map((file) => [file, place])),
  );
  const taken = new Map<string, string>();
  for (const file of [...source, ...others]) {
    const folder = source.includes(file) ? 'src' : folderOf(plan, file);
    const own = `${folder}/${path.posix.basename(file).replace('.repository.ts', '.ts')}`;
    const place = grouped.get(file) ?? own;
    if (!grouped.has(file) && taken.has(place)) {
      throw new Error(`${file} and ${taken.get(place)} would both be ${place}.`);
    }
    taken.set(place, file);
    places.set(file, place);
  }
  return places;
}

function folderOf({ examples, folders }: EjectPlan, file: string): string {
  const [, folder] = Object.entries(folders).find(([prefix]) => file.startsWith(prefix)) ?? [];
  return folder ?? (examples.includes(file) ? 'examples' : 'test');
}

const COMMENT = /^\s*(?:\/\/|\/\*|\*)/;

/** Counts files and lines of code of `src/`: neither empty lines nor comments. */
function measure(files: ReadonlyMap<string, string>): EjectedCopy['size'] {
  const size = { files: 0, lines: 0, linesWithComments: 0, tests: 0 };
  for (const [place, text] of files) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (place.endsWith('.test.ts')) size.tests += 1;
    if (!place.startsWith('src/')) continue;
    size.files += 1;
    size.lines += lines.filter((line) => !COMMENT.test(line)).length;
    size.linesWithComments += text.split('\n').length - 1;
  }
  return size;
}

function writeSettings(plan: EjectPlan): string {
  return plan.settings.map(({ name, about }) => `# ${about}\n${name}=\n`).join('\n');
}

function fillReadme(
  template: string,
  plan: EjectPlan,
  origins: ReadonlyMap<string, readonly string[]>,
  size: EjectedCopy['size'],
): string {
  const rows = [...origins]
    .filter(([place]) => place.startsWith('src/'))
    .map(([place, from]) => `| \`${place}\` | ${from.map((file) => `\`${file}\``).join(', ')} |`);
  const list = (sentences: readonly string[]) => sentences.map((one) => `- ${one}`).join('\n');
  return template
    .replace('{{files}}', ['| file | from |', '|---|---|', ...rows.sort()].join('\n'))
    .replace('{{inside}}', list(plan.inside))
    .replace('{{left-out}}', list(plan.leftOut))
    .replace('{{size}}', `${size.files} files, ${size.lines} lines of code`);
}
