import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import {
  findCycles,
  listProductFiles,
  parse,
  readImportGraph,
  toFolderGraph,
} from './import-graph';

const files = listProductFiles();
const graph = readImportGraph(files);

test('the graph of imports is read at all', () => {
  expect(files.length).toBeGreaterThan(700);
  expect([...graph.values()].flat().length).toBeGreaterThan(2_000);
});

test('no file imports itself by way of others', () => {
  expect(findCycles(graph)).toEqual([]);
});

test('no folder imports another that imports it back', () => {
  expect(findCycles(toFolderGraph(graph))).toEqual([]);
});

test('a cycle is found', () => {
  const cycle = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a', 'd']],
    ['d', []],
  ]);
  expect(findCycles(cycle)).toEqual([['a', 'b', 'c']]);
});

// Demo data of fixed months once made every fresh clone fail from the turn of the year on.
test('no date of a certain year is part of the product or its demo data', () => {
  const dated = files
    .filter((file) => !file.startsWith('scripts/'))
    .flatMap((file) => findDates(parse(file)).map((text) => `${file}: ${text}`));
  expect(dated).toEqual([]);
});

test('a date of a certain year is found, an example in a sentence is not', () => {
  const source = ts.createSourceFile(
    'x.ts',
    "f('2026-10'); f('such as 2026-10'); new Date(2026, 1); Date.UTC(2027, 0, 1); f(2026);",
    ts.ScriptTarget.Latest,
    true,
  );
  expect(findDates(source)).toEqual(["'2026-10'", '2026', '2027']);
});

/** Texts that are a date from 2010 on and nothing else, and years handed to `Date`. */
function findDates(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^20[1-9]\d-\d\d(-\d\d(T[\d:.]+Z?)?)?$/.test(node.text)) {
      found.push(node.getText());
    }
    if (ts.isNumericLiteral(node) && /^20[1-9]\d$/.test(node.text) && isDateArgument(node)) {
      found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isDateArgument({ parent }: ts.Node): boolean {
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  return ['Date', 'Date.UTC'].includes(parent.expression.getText());
}

test('the index of decisions names each of them, by its own title', () => {
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  const missing = readdirSync('docs/decisions')
    .filter((file) => /^\d{4}-/.test(file))
    .map((file) => {
      const [title = ''] = readFileSync(`docs/decisions/${file}`, 'utf8').split('\n', 1);
      return `[${title.slice('# '.length)}](${file})`;
    })
    .filter((entry) => !index.includes(entry));
  expect(missing).toEqual([]);
});
