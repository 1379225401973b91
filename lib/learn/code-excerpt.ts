import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SourceRef } from '@/lib/trace/step';

/** A piece of the source as it is now, cut out and never copied. */
type CodeExcerpt = {
  file: string;
  /** The number of the first line shown. */
  firstLine: number;
  lines: readonly string[];
  /** Numbers of the lines that the reference names. */
  highlighted: readonly number[];
};

/** A reference names a file or a declaration that is not there. */
export class SourceRefError extends Error {
  override name = 'SourceRefError';
}

const MAX_LINES = 32;
const READABLE =
  /^(app|components|lib|services|scripts|e2e|prisma|examples|docs)\/[\w./()[\]-]+\.(tsx?|mjs|prisma|md|sql)$/;

/**
 * Reads a source file of the project by its path from the root.
 *
 * Attack: the path of a page chooses the file. Only source folders and source endings are read,
 * without a way up, so that neither configuration nor run-time data can be asked for.
 *
 * @throws {SourceRefError} where it is not a readable source file.
 */
export function readSource(file: string): string {
  if (!READABLE.test(file) || file.includes('..')) throw new SourceRefError(`${file}: not source`);
  try {
    return readFileSync(path.join(/*turbopackIgnore: true*/ process.cwd(), file), 'utf8');
  } catch (cause) {
    throw new SourceRefError(`${file}: no such file`, { cause });
  }
}

/** A top-level declaration, also of a Prisma schema. */
const DECLARATION =
  /^(?:export )?(?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|type|interface|enum|model) ([\w$]+)/;

/**
 * The number of the line that a reference names: of the first line of its declaration that has the
 * word; of the declaration where it names no word.
 * @throws {SourceRefError} where the file, the declaration or the word is not there.
 */
export function findLine(ref: SourceRef): number {
  return resolve(ref).at + 1;
}

/**
 * Cuts the declaration that a reference names, with its docstring; of a long one, the part around
 * the word's statement. The statement's lines are highlighted.
 * @throws {SourceRefError} where the reference leads nowhere.
 */
export function cutExcerpt(ref: SourceRef, maxLines = MAX_LINES): CodeExcerpt {
  const { file, lines, declaration, at } = resolve(ref);
  const statementEnd = endOfStatement(lines, at);
  const end = endOfStatement(lines, declaration);
  let doc = declaration;
  while (doc > 0 && /^(\/\*\*| \*|\/\/)/.test(lines[doc - 1] ?? '')) doc -= 1;
  const whole = end - doc + 1 <= maxLines;
  const from = whole ? doc : Math.max(doc, at - Math.floor(maxLines / 3));
  const to = Math.min(Math.max(end, statementEnd), from + maxLines - 1);
  return {
    file,
    firstLine: from + 1,
    lines: lines.slice(from, to + 1),
    highlighted: range(at, Math.min(statementEnd, to)).map((index) => index + 1),
  };
}

/** Line numbers here count from 0. */
function resolve(ref: SourceRef) {
  const [, file = '', symbol = '', word] = /^([^#]*)#([^:]*)(?::(.*))?$/.exec(ref) ?? [];
  const lines = readSource(file).split('\n');
  const declaration = lines.findIndex((line) => DECLARATION.exec(line)?.[1] === symbol);
  if (declaration < 0) throw new SourceRefError(`${file}: no declaration of ${symbol}`);
  if (word === undefined) return { file, lines, declaration, at: declaration };
  const end = endOfStatement(lines, declaration);
  const pattern = new RegExp(`(?<![\\w$-])${escapeRegExp(word)}(?![\\w$-])`);
  const at = lines.findIndex((line, at) => at >= declaration && at <= end && pattern.test(line));
  if (at < 0) throw new SourceRefError(`${file}: ${symbol} has no “${word}”`);
  return { file, lines, declaration, at };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

/** The formatter indents what belongs to a statement, so the indentation tells where it ends. */
function endOfStatement(lines: string[], start: number): number {
  const indent = indentOf(lines[start] ?? '');
  let end = start;
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const depth = indentOf(line);
    if (depth < indent) break;
    const closes = depth === indent && /^[})\]]/.test(line.trimStart());
    if (depth === indent && !closes) break;
    end = index;
    if (closes && !/[{([]$|=>$|\|$/.test(line)) break;
  }
  return end;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
