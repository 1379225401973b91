import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Anchor } from './anchor';

/** A piece of the source as it is now, cut out and never copied. */
type CodeExcerpt = {
  file: string;
  /** The number of the first line shown. */
  firstLine: number;
  lines: readonly string[];
  /** Numbers of the lines that the anchor names. */
  highlighted: readonly number[];
};

/** The anchor names a file or a text that is no longer there, or a text that is there twice. */
export class AnchorError extends Error {
  override name = 'AnchorError';
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
 * @throws {AnchorError} where it is not a readable source file.
 */
export function readSource(file: string): string {
  if (!READABLE.test(file) || file.includes('..')) throw new AnchorError(`${file}: not source`);
  try {
    return readFileSync(path.join(/*turbopackIgnore: true*/ process.cwd(), file), 'utf8');
  } catch (cause) {
    throw new AnchorError(`${file}: no such file`, { cause });
  }
}

/**
 * The number of the one line on which the anchor's text stands.
 * @throws {AnchorError} where it stands on none, or on several.
 */
export function findAnchor(anchor: Anchor): number {
  const lines = readSource(anchor.file).split('\n');
  const hits = lines.flatMap((line, index) => (holds(line, anchor.text) ? [index + 1] : []));
  const [line] = hits;
  if (line === undefined) throw new AnchorError(`${anchor.file}: no line has “${anchor.text}”`);
  if (hits.length > 1) throw new AnchorError(`${anchor.file}: several lines have “${anchor.text}”`);
  return line;
}

/**
 * Cuts the declaration around the anchor, with its docstring; of a long one, the part around the
 * anchor's statement. The statement's lines are highlighted.
 * @throws {AnchorError} where the anchor no longer exists.
 */
export function cutExcerpt(anchor: Anchor, maxLines = MAX_LINES): CodeExcerpt {
  const lines = readSource(anchor.file).split('\n');
  const at = findAnchor(anchor) - 1;
  const statementEnd = endOfStatement(lines, at);
  const start = startOfDeclaration(lines, at);
  const end = endOfStatement(lines, start.declaration);
  const whole = end - start.doc + 1 <= maxLines;
  const from = whole ? start.doc : Math.max(start.doc, at - Math.floor(maxLines / 3));
  const to = Math.min(Math.max(end, statementEnd), from + maxLines - 1);
  return {
    file: anchor.file,
    firstLine: from + 1,
    lines: lines.slice(from, to + 1),
    highlighted: range(at, Math.min(statementEnd, to)).map((index) => index + 1),
  };
}

/** Whether the text stands on the line, other than as the name of an anchor. */
function holds(line: string, text: string): boolean {
  const at = line.indexOf(text);
  return at >= 0 && !/\btext: ['"`]$/.test(line.slice(0, at));
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

/** Walks up to the line without indentation that opens what the anchor is in, then over its docstring. */
function startOfDeclaration(lines: string[], at: number): { doc: number; declaration: number } {
  let declaration = at;
  const opensNothing = (line: string) => line === '' || /^[\s})\]|&*]/.test(line);
  while (declaration > 0 && opensNothing(lines[declaration] ?? '')) declaration -= 1;
  let doc = declaration;
  while (doc > 0 && /^(\/\*\*| \*|\/\/)/.test(lines[doc - 1] ?? '')) doc -= 1;
  return { doc, declaration };
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
