import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GUARD_ANCHORS } from './attacks/guard-anchors';
import { findAttack } from './attacks/attack-list';
import { findAnchor } from './code-excerpt';

const PAIR = /\bfile: '([^']+)',\s*(?:text|test):\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'));
}

const anchors = ['lib', 'app/learn', 'components/learn', 'services']
  .flatMap(sourcesOf)
  .flatMap((source) =>
    [...readFileSync(source, 'utf8').matchAll(PAIR)].map(([pair, file = '', single, double]) => {
      const text = (single ?? double ?? '').replace(/\\(.)/g, '$1');
      return { source, file, text, test: pair.includes('test:') };
    }),
  );

describe('each line of code that a page or a diagram points at', () => {
  it('is found by this test at all', () => {
    expect(anchors.length).toBeGreaterThan(20);
  });

  it.each(anchors.filter(({ test }) => !test))('$file has “$text”, once', ({ file, text }) => {
    expect(findAnchor({ file, text })).toBeGreaterThan(0);
  });

  it.each(Object.entries(GUARD_ANCHORS))('the guard against %s is where it was', (slug, anchor) => {
    expect(findAttack(slug)).toBeDefined();
    expect(findAnchor(anchor)).toBeGreaterThan(0);
  });
});

describe('each test that the coverage page names', () => {
  it.each(anchors.filter(({ test }) => test))('$file has “$text”', ({ file, text }) => {
    expect(readFileSync(file, 'utf8')).toContain(text);
  });
});
