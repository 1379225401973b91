import { describe, expect, it } from 'vitest';
import { ATTACKS, findAttack } from './attacks/attack-list';
import { CHAPTERS } from './chapters';
import { ASPECTS, CELLS, cellOf } from './comparison';
import { MISTAKES } from './mistakes';
import { SCENARIOS } from './scenarios';
import { STYLES } from './style';
import { STYLE_PAGES } from './style-page';

describe('the comparison', () => {
  it('has nine cells, one for each style and aspect', () => {
    expect(CELLS).toHaveLength(9);
    for (const style of STYLES) {
      for (const aspect of ['credential', 'scope', 'revocation'] as const) {
        expect(cellOf(style, aspect).id).toBe(`${style}:${aspect}`);
        expect(ASPECTS[aspect]).toBeTruthy();
      }
    }
  });
});

describe('mistakes and scenarios', () => {
  it('tells eight mistakes, each with an attack that exists', () => {
    expect(MISTAKES).toHaveLength(8);
    for (const { attacks, better } of MISTAKES) {
      if (better) expect(CHAPTERS.map(({ href }) => href)).toContain(better.href);
      for (const slug of attacks) expect(findAttack(slug), slug).toBeDefined();
    }
  });

  it('has one scenario for each style, and every attack that it links exists', () => {
    expect(SCENARIOS.map(({ style }) => style)).toEqual([...STYLES]);
    const links = SCENARIOS.flatMap(({ points }) => points.flatMap(({ href }) => href ?? []));
    for (const href of links) {
      const slug = /^\/learn\/attacks\/(.+)$/.exec(href)?.[1];
      if (slug) expect(findAttack(slug), href).toBeDefined();
    }
  });
});

describe('the chapters', () => {
  it('count the attacks on OAuth as the lab lists them', () => {
    const listed = ATTACKS.filter(({ family }) => family === 'oauth').length;
    expect(STYLE_PAGES.oauth.weakness.join(' ')).toContain(`The lab has ${listed} of them.`);
  });
});
