import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What ran: by file, relative to the root of the project, its functions and whether each was called. */
export type Execution = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

const ROOT = path.resolve();

/**
 * Runs `act` and tells which functions of this project were called meanwhile, as V8 itself counts
 * them. Loading a module calls none of its functions.
 */
export async function traceExecution(act: () => Promise<unknown>): Promise<Execution> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await act();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const files = new Map<string, Map<string, boolean>>();
    for (const { url, functions } of result) {
      const file = toProjectFile(url);
      if (!file) continue;
      const called = files.get(file) ?? new Map<string, boolean>();
      files.set(file, called);
      for (const { functionName, ranges } of functions) {
        // The module itself is a function without a name.
        if (functionName === '') continue;
        const known = called.get(functionName) ?? false;
        called.set(functionName, known || ranges.some(({ count }) => count > 0));
      }
    }
    return files;
  } finally {
    session.disconnect();
  }
}

function toProjectFile(url: string): string | undefined {
  const file = url.startsWith('file:') ? fileURLToPath(url) : url.split('?')[0];
  if (!file?.startsWith(`${ROOT}/`) || file.includes('/node_modules/')) return undefined;
  return path.relative(ROOT, file);
}

/** Whether a function of the file was called; of a file without functions, whether one that imports it ran. */
export function wasOnPath(execution: Execution, file: string): boolean {
  const ran = [...execution].filter(([, functions]) => [...functions.values()].includes(true));
  if (ran.some(([name]) => name === file)) return true;
  if (/\bfunction\b|=>|\bclass\b/.test(readFileSync(file, 'utf8'))) return false;
  const module = file.replace(/\.tsx?$/, '');
  return ran.some(([name]) => importsOf(name).includes(module));
}

/** Whether the name was called, where it is one that V8 knows as a function of the file. */
export function wasCalled(execution: Execution, file: string, name: string): boolean {
  return execution.get(file)?.get(name) ?? true;
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/from '([^']+)'/g)].map(([, specifier = '']) =>
    specifier.startsWith('@/')
      ? specifier.slice(2)
      : path.join(path.dirname(file), specifier).replaceAll(path.sep, '/'),
  );
}

export type GuideLink = { text: string; file: string };

const LINK = /\[`?([^\]`]+)`?\]\((?!https?:|#)([^)#\s]+\.(?:tsx?|mjs))\)/g;

/** The source files that a section of a guide names, in its order. */
export function readingOrder(guide: string, heading: RegExp): GuideLink[] {
  const sections = readFileSync(guide, 'utf8').split(/^(?=## )/m);
  const section = sections.find((text) => heading.test(text.split('\n', 1)[0] ?? '')) ?? '';
  return [...section.matchAll(LINK)].map(([, text = '', target = '']) => ({
    text: text.replace(/\(\)$/, ''),
    file: path.join(path.dirname(guide), target),
  }));
}

/** What a guide names and the walk did not pass: empty where the guide tells the truth. */
export function missedBy(execution: Execution, links: readonly GuideLink[]): string[] {
  return links.flatMap(({ text, file }) => {
    if (!wasOnPath(execution, file)) return [file];
    return wasCalled(execution, file, text) ? [] : [`${text} in ${file}`];
  });
}
