import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One import of a file: where its specifier is written, and the file or package that it names. */
export type ImportedName = {
  start: number;
  end: number;
  specifier: string;
  /** From the root; undefined for a package. */
  file: string | undefined;
};

/**
 * The imports of one file, types included: esbuild's metafile leaves out what only types need.
 * @param file from the root.
 * @throws where a file of ours is not found.
 */
export function readImports(root: string, file: string): ImportedName[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: ImportedName[] = [];
  const add = (literal: ts.StringLiteralLike) => {
    const specifier = literal.text;
    const start = literal.getStart(source) + 1;
    imports.push({ start, end: literal.end - 1, specifier, file: resolve(root, file, specifier) });
  };
  if (file.endsWith('.json')) return [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier)) {
        add(node.moduleSpecifier);
      }
    }
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    if (
      argument &&
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || isMock(node.expression)) &&
      ts.isStringLiteralLike(argument)
    ) {
      add(argument);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** Vitest names a module in `vi.doMock('./one')` as an import does. */
function isMock(called: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(called) &&
    called.expression.getText() === 'vi' &&
    ['mock', 'unmock', 'doMock', 'doUnmock'].includes(called.name.text)
  );
}

function resolve(root: string, from: string, specifier: string): string | undefined {
  const local = specifier.startsWith('@/')
    ? specifier.slice(2)
    : /^\.\.?\//.test(specifier)
      ? path.posix.join(path.posix.dirname(from), specifier)
      : undefined;
  if (local === undefined) return undefined;
  const found = [local, `${local}.ts`, `${local}.tsx`].find((name) => {
    return /\.[a-z]+$/.test(name) && existsSync(path.join(root, name));
  });
  if (!found) throw new Error(`${from} imports ${specifier}, which is not there.`);
  return found;
}

/**
 * Everything that the entries reach, with `replaced` files swapped for what stands in for them.
 * @returns files from the root, in the order found.
 */
export function followImports(
  root: string,
  entries: readonly string[],
  replaced: Readonly<Record<string, string>>,
): string[] {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const { file: imported } of readImports(root, file)) {
      if (imported) waiting.push(replaced[imported] ?? imported);
    }
  }
  return [...found];
}
