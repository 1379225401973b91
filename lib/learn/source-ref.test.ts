import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSourceRef } from '@/lib/trace/step';
import { findAttack } from './attacks/attack-list';
import { GUARD_ANCHORS } from './attacks/guard-anchors';
import { findLine } from './code-excerpt';

const REF = /(['"])((?:app|components|lib|prisma|services)\/[\w./()[\]-]+#.+?)\1[,;\s}]/g;
const TEST = /\bfile: '([^']+)',\s*test:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(name, 'utf8'));
}

const sources = ['lib', 'app/learn', 'components/learn', 'services'].flatMap(sourcesOf);
const refs = sources.flatMap((text) => [...text.matchAll(REF)].map(([, , ref = '']) => ref));
const tests = sources.flatMap((source) =>
  [...source.matchAll(TEST)].map(([, file = '', single, double]) => ({
    file,
    text: (single ?? double ?? '').replace(/\\(.)/g, '$1'),
  })),
);

describe('each declaration that a page or a diagram points at', () => {
  it('is found by this test at all', () => {
    expect(refs.length).toBeGreaterThan(100);
  });

  it.each([...new Set(refs)])('%s is there', (ref) => {
    if (!isSourceRef(ref)) throw new Error('This is no reference');
    expect(findLine(ref)).toBeGreaterThan(0);
  });

  it.each(Object.keys(GUARD_ANCHORS))('the guard against %s is that of an attack', (slug) => {
    expect(findAttack(slug)).toBeDefined();
  });
});

describe('each test that the coverage page names', () => {
  it.each(tests)('$file has “$text”', ({ file, text }) => {
    expect(readFileSync(file, 'utf8')).toContain(text);
  });
});
