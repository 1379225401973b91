import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const GUIDES = [
  'docs/tour.md',
  'README.md',
  ...['api-key', 'oauth', 'mtls'].map((style) => `lib/auth/${style}/README.md`),
].filter((guide) => existsSync(guide));

const LINK = /\[([^\]]+)\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g;
const TEST_FILE =
  /`((?:lib|app|components|services|scripts|e2e|examples|prisma)\/[\w./-]+\.(?:test|spec)\.tsx?)`/g;

const links = GUIDES.flatMap((guide) =>
  [...readFileSync(guide, 'utf8').matchAll(LINK)].map(([, text = '', target = '']) => ({
    guide,
    text,
    target: path.join(path.dirname(guide), target),
  })),
);

describe('a guide for readers of the code', () => {
  it('exists for the tour', () => {
    expect(links.filter(({ guide }) => guide === 'docs/tour.md').length).toBeGreaterThan(30);
  });

  it.each(links)('$guide: $target is there', ({ target }) => {
    expect(existsSync(target)).toBe(true);
  });

  const names = links.filter(
    ({ text, target }) =>
      /^`[^`]+`$/.test(text) && /\.(tsx?|mjs|prisma)$/.test(target) && !text.includes('.'),
  );
  it.each(names)('$guide: $text is in $target', ({ text, target }) => {
    const name = text.slice(1, -1).replace(/\(\)$/, '');
    if (path.basename(target).startsWith(name)) return;
    expect(readFileSync(target, 'utf8')).toMatch(new RegExp(`\\b${name}\\b`));
  });

  const tests = GUIDES.flatMap((guide) =>
    [...readFileSync(guide, 'utf8').matchAll(TEST_FILE)].map(([, file = '']) => ({ guide, file })),
  );
  it.each(tests)('$guide: the test $file is there', ({ file }) => {
    expect(existsSync(file)).toBe(true);
  });
});
