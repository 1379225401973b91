import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readImports } from './follow-imports';

/** Where each source goes in the copy; several may go into one file. */
export type Places = ReadonlyMap<string, string>;

/** Of a source, the declarations at its top level that the copy does without. */
export type LeftOut = Readonly<Record<string, readonly string[]>>;

/**
 * The text of one file of the copy: its sources one after another, each as it is in the product but
 * for its imports, which are joined. What the sources import of each other is in the file itself.
 */
export function writeSource(
  root: string,
  target: string,
  sources: readonly string[],
  places: Places,
  leftOut: LeftOut = {},
): string {
  const imports = new Map<string, Set<string>>();
  const bodies = sources.map((source) => {
    return readBody(root, { target, source, places, leftOut: leftOut[source] ?? [] }, imports);
  });
  const statements = [...imports].map(writeImport).sort(packagesFirst);
  const directives = sources.flatMap((source) => readDirectives(root, source));
  return `${[...directives, statements.join('\n'), ...bodies].filter(Boolean).join('\n\n')}\n`;
}

/** `'use server'` and its like, which have to be the first statement of a file. */
function readDirectives(root: string, source: string): string[] {
  const text = readFileSync(path.join(root, source), 'utf8');
  const [first] = ts.createSourceFile(source, text, ts.ScriptTarget.Latest, true).statements;
  const isDirective =
    first && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression);
  return isDirective ? [first.getText()] : [];
}

type Body = { target: string; source: string; places: Places; leftOut: readonly string[] };

/** The text after the imports, which are added to `imports`: the names of each module. */
function readBody(
  root: string,
  { target, source, places, leftOut }: Body,
  imports: Map<string, Set<string>>,
): string {
  const text = readFileSync(path.join(root, source), 'utf8');
  const tree = ts.createSourceFile(source, text, ts.ScriptTarget.Latest, true);
  const named = readImports(root, source).map((one) => {
    const place = one.file && places.get(one.file);
    return { ...one, place, written: place ? specifierOf(target, place) : one.specifier };
  });
  const head = tree.statements.filter(ts.isImportDeclaration);
  const headEnd = head.at(-1)?.end ?? 0;
  const edits = named.flatMap(({ start, end, place, written }) =>
    start < headEnd || !place ? [] : [{ start, end, written }],
  );
  for (const name of leftOut) {
    const statement = tree.statements.find((one) => declaredName(one) === name);
    if (!statement) throw new Error(`${source} declares no ${name} to leave out.`);
    edits.push({ start: statement.pos, end: statement.end, written: '' });
  }
  let body = '';
  let at = headEnd;
  for (const { start, end, written } of edits.sort((one, other) => one.start - other.start)) {
    body += text.slice(at, start) + written;
    at = end;
  }
  body = (body + text.slice(at)).trim();
  for (const statement of head) {
    const one = named.find(({ start }) => start > statement.pos && start < statement.end);
    if (!one || one.place === target) continue;
    const names = namesOf(statement).filter((name) => isUsed(name, body));
    const known = imports.get(one.written) ?? new Set();
    if (names.length > 0 || !statement.importClause)
      imports.set(one.written, new Set([...known, ...names]));
  }
  return body;
}

/** A declaration that was left out may have been the only one to need an import. */
function isUsed(name: string, body: string): boolean {
  const local = name.split(' ').at(-1) ?? name;
  return new RegExp(`\\b${local.replaceAll('$', '\\$')}\\b`).test(body);
}

function declaredName(statement: ts.Statement): string | undefined {
  if (ts.isFunctionDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return statement.name?.text;
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  return statement.declarationList.declarations[0]?.name.getText();
}

/** `name`, `type name`, `default name` or `* as name`. */
function namesOf({ importClause }: ts.ImportDeclaration): string[] {
  if (!importClause) return [];
  const isType = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const first = importClause.name ? [`default ${importClause.name.text}`] : [];
  const bindings = importClause.namedBindings;
  if (!bindings) return first;
  const all = ts.isNamespaceImport(bindings)
    ? [`* as ${bindings.name.text}`]
    : bindings.elements.map((element) => element.getText());
  return [...first, ...all.map((name) => (isType ? `type ${name}` : name))];
}

function writeImport([specifier, given]: [string, Set<string>]): string {
  const names = [...given].filter(
    (name) => !given.has(name.replace(/^type /, '')) || !/^type /.test(name),
  );
  if (names.length === 0) return `import '${specifier}';`;
  const whole = names.find((name) => name.includes('* as '));
  const onlyTypes = names.every((name) => name.startsWith('type '));
  const first = names.find((name) => name.startsWith('default '))?.slice('default '.length);
  const others = names
    .filter((name) => !name.startsWith('default ') && name !== whole)
    .sort(byName);
  const list = others.map((name) => (onlyTypes ? name.slice('type '.length) : name)).join(', ');
  const braces = list ? [`{ ${list} }`] : [];
  const wholes = whole ? [whole.replace(/^type /, '')] : [];
  const parts = [...(first ? [first] : []), ...wholes, ...braces];
  // A type-only import has one of the three, and no import has both of the last two.
  const together = onlyTypes || (whole && list) ? parts.map((part) => [part]) : [parts];
  const keyword = onlyTypes ? 'import type' : 'import';
  return together.map((part) => `${keyword} ${part.join(', ')} from '${specifier}';`).join('\n');
}

function byName(one: string, other: string): number {
  return one.replace(/^type /, '').localeCompare(other.replace(/^type /, ''), 'en');
}

function specifierOf(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to).replace(/\.tsx?$/, '');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function packagesFirst(one: string, other: string): number {
  return rank(one) - rank(other) || one.localeCompare(other, 'en');
}

function rank(statement: string): number {
  // A module that is imported for what it does, a polyfill for one, comes before all others.
  if (/^import '/.test(statement)) return -1;
  if (/from 'node:/.test(statement)) return 0;
  return /from '\./.test(statement) ? 2 : 1;
}
