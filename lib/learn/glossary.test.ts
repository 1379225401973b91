import { describe, expect, it } from 'vitest';
import { findAttack } from './attacks/attack-list';
import { CHAPTERS } from './chapters';
import { findTerms, GLOSSARY } from './glossary';
import { MISTAKES } from './mistakes';
import { STYLES } from './style';
import { STYLE_PAGES, textsOf } from './style-page';
import { WALK_PAGES } from './walk';

const PAGES = [...STYLES.map((style) => STYLE_PAGES[style]), ...Object.values(WALK_PAGES)];

describe('the glossary', () => {
  it('is in order, with one or two sentences for each term, and none twice', () => {
    const names = GLOSSARY.map(({ name }) => name.toLowerCase());
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
    expect(new Set(GLOSSARY.map(({ slug }) => slug)).size).toBe(GLOSSARY.length);
    for (const { text } of GLOSSARY) {
      expect(text.split(/(?<=[.!?]) /).length).toBeLessThanOrEqual(2);
      expect(text).toMatch(/\.$/);
    }
  });

  it('leads to pages that exist', () => {
    const chapters = CHAPTERS.map(({ href }) => href);
    for (const { href, slug } of GLOSSARY) {
      const attack = /^\/learn\/attacks\/(.+)$/.exec(href)?.[1];
      if (attack) expect(findAttack(attack), slug).toBeDefined();
      else if (href.startsWith('/learn/')) expect(chapters, slug).toContain(href);
    }
  });

  it('explains terms in every chapter about a caller, each once', () => {
    for (const page of PAGES) {
      const terms = findTerms(textsOf(page)).flatMap((pieces) =>
        pieces.flatMap(({ term }) => term?.slug ?? []),
      );
      expect(terms.length).toBeGreaterThan(1);
      expect(new Set(terms).size).toBe(terms.length);
    }
  });
});

describe('a text', () => {
  it('is whole again when its pieces are joined', () => {
    const texts = [...PAGES.flatMap(textsOf), ...MISTAKES.map(({ harm }) => harm)];
    const joined = findTerms(texts).map((pieces) => pieces.map(({ text }) => text).join(''));
    expect(joined).toEqual(texts);
  });

  it('names a term by its longest form, as a whole word, once a page', () => {
    const [first = [], second = []] = findTerms([
      'A refresh token and a stateful token.',
      'A refresh token.',
    ]);
    expect(first.flatMap(({ term }) => term?.slug ?? [])).toEqual(['refresh-token']);
    expect(second).toEqual([{ text: 'A refresh token.' }]);
  });
});
