import path from 'node:path';
import { create } from 'fontkit';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';

const FONTS = [
  'atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff',
  'source-serif-4/files/source-serif-4-latin-600-normal.woff',
];

describe('the preview of a link', () => {
  it.each(FONTS)('has a glyph in %s for every character it draws', (name) => {
    const font = create(readFileSync(path.join('node_modules/@fontsource', name)));
    if (!('hasGlyphForCodePoint' in font)) throw new Error('Not a single font');
    const text = ATTACKS.map(({ names, standards, title, expected }) =>
      [...names, ...standards, title, expected].join(' '),
    ).join(' ');
    const missing = [...new Set(`${text}·`)].filter(
      (letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0),
    );
    expect(missing).toEqual([]);
  });
});
