import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path/posix';
import ts from 'typescript';

const FOLDERS = ['app', 'components', 'lib', 'pages', 'prisma', 'scripts', 'services'];
const SOURCE = /\.tsx?$/;
const SKIPPED = /\.test\.tsx?$|(^|\/)generated\//;
const ENDINGS = ['', '.ts', '.tsx', '.mjs', '.js'];

/** The product's source files, without tests. */
export function listProductFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name.replaceAll('\\', '/')))
      .filter((file) => SOURCE.test(file) && !SKIPPED.test(file)),
  );
}

export function parse(file: string): ts.SourceFile {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, kind);
}

/** Which product file imports which; imports of types alone don't count, they are gone at run time. */
export function readImportGraph(files: readonly string[]): Map<string, string[]> {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const targets = parse(file).statements.flatMap((statement) => {
        if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
        const { moduleSpecifier: from } = statement;
        if (!from || !ts.isStringLiteral(from) || isTypeOnly(statement)) return [];
        return resolve(file, from.text).filter((target) => known.has(target));
      });
      return [file, [...new Set(targets)]];
    }),
  );
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const { importClause: clause } = statement;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function resolve(file: string, specifier: string): string[] {
  const base = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? path.join(path.dirname(file), specifier)
      : undefined;
  const found =
    base && ENDINGS.find((ending) => SOURCE.test(base + ending) && existsSync(base + ending));
  return found === undefined || base === undefined ? [] : [base + found];
}

/**
 * Groups of nodes that reach each other.
 * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, { index: number; low: number }>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): number => {
    const state = { index: order.size, low: order.size };
    order.set(node, state);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) state.low = Math.min(state.low, visit(next));
      else if (stack.includes(next)) state.low = Math.min(state.low, order.get(next)?.index ?? 0);
    }
    if (state.low === state.index) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) cycles.push(group);
    }
    return state.low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return cycles;
}

/** The same graph between folders, three names deep: what is inside a style or a domain is its own. */
export function toFolderGraph(graph: ReadonlyMap<string, readonly string[]>) {
  const folderOf = (file: string) => path.dirname(file).split('/').slice(0, 3).join('/');
  const isInside = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`);
  const folders = new Map<string, string[]>();
  for (const [file, targets] of graph) {
    const from = folderOf(file);
    const others = targets.map(folderOf).filter((to) => !isInside(from, to) && !isInside(to, from));
    folders.set(from, [...(folders.get(from) ?? []), ...others]);
  }
  return folders;
}
