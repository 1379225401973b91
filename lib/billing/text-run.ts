import path from 'node:path';
import makeBidi from 'bidi-js';
import { type Font, openSync } from 'fontkit';

const MODULES = path.join(/*turbopackIgnore: true*/ process.cwd(), 'node_modules');
const FONTSOURCE = path.join(MODULES, '@fontsource');

/** Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic. */
export const REGULAR = path.join(MODULES, 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
export const BOLD = path.join(MODULES, 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf');

const DEVANAGARI = 'noto-sans-devanagari/files/noto-sans-devanagari-devanagari-400-normal.woff';
const THAI = 'noto-sans-thai/files/noto-sans-thai-thai-400-normal.woff';
/** A pixel font with a glyph for 65,000 characters, Chinese, Japanese and Korean among them. */
export const LAST_RESORT = path.join(FONTSOURCE, 'unifontex/files/unifontex-latin-400-normal.woff');

/** In the order in which they are asked for a character. */
const FONTS = [
  REGULAR,
  path.join(FONTSOURCE, DEVANAGARI),
  path.join(FONTSOURCE, THAI),
  LAST_RESORT,
];

/** Latin, Greek and Cyrillic text: one run in the first font. */
const PLAIN = /^[\u0020-\u02ff\u0370-\u04ff]*$/;

/** A part of a line in one font and one direction, in the order in which it is drawn. */
export type TextRun = { text: string; font: string };

const opened = new Map<string, Font>();
const bidi = makeBidi();
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
const WORDS = new Intl.Segmenter('und', { granularity: 'word' });

/** Scripts that are only right when they are shaped, which the last resort can't do. */
const SHAPED =
  /[\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Mymr}\p{sc=Khmr}\p{sc=Laoo}\p{sc=Tibt}\p{sc=Mong}]/u;

/** Isolates a name from the text around it, so that its direction does not move its neighbours. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Whether a reader can recognise the text: a glyph for everything, joined where it has to be. */
export function isReadable(text: string): boolean {
  return splitGraphemes(text).every((grapheme) => {
    const font = findFont(grapheme);
    return font !== undefined && !(font === LAST_RESORT && SHAPED.test(grapheme));
  });
}

/** Whether the last resort is needed for anything in the text. */
export function needsLastResort(text: string): boolean {
  return splitGraphemes(text).some((one) => [undefined, LAST_RESORT].includes(findFont(one)));
}

/** Places where a line may end: after a word, and between Chinese, Japanese or Thai ones. */
export function splitWords(text: string): string[] {
  return Array.from(WORDS.segment(text), ({ segment }) => segment);
}

/** What a reader takes for one character. */
export function splitGraphemes(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/**
 * Orders one line as it is drawn, from left to right, and finds a font for each part. Each run is in
 * logical order: the shaper turns a right-to-left one round.
 * @see UAX #9
 */
export function toRuns(line: string, preferred: string): TextRun[] {
  if (PLAIN.test(line)) return [{ text: line, font: preferred }];
  const levels = bidi.getEmbeddingLevels(line, 'ltr');
  const runs: TextRun[] = [];
  for (const [start, end, isRtl] of visualSegments(line, levels.levels)) {
    const segment = line.slice(start, end);
    const parts = splitFonts(isRtl ? mirror(segment) : segment, preferred);
    const ordered = isRtl ? parts.reverse() : parts;
    runs.push(...ordered.map((run) => turn(run, isRtl)));
  }
  return runs;
}

/**
 * The shaper takes the direction from the script: digits and punctuation alone are laid out the wrong
 * way round.
 */
function turn({ text, font }: TextRun, isRtl: boolean): TextRun {
  const shapedRtl = open(REGULAR).layout(text).direction === 'rtl';
  return { text: shapedRtl === isRtl ? text : splitGraphemes(text).reverse().join(''), font };
}

/** Segments of one level each, in visual order (rule L2). */
function visualSegments(line: string, levels: Uint8Array): [number, number, boolean][] {
  const segments: { start: number; end: number; level: number }[] = [];
  for (let index = 0; index < line.length; index += 1) {
    const level = levels[index] ?? 0;
    const last = segments.at(-1);
    if (last?.level === level) last.end = index + 1;
    else segments.push({ start: index, end: index + 1, level });
  }
  const highest = Math.max(0, ...segments.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) reverseRuns(segments, level);
  return segments.map(({ start, end, level }) => [start, end, level % 2 === 1]);
}

function reverseRuns(segments: { level: number }[], level: number): void {
  let start = 0;
  while (start < segments.length) {
    let end = start;
    while ((segments[end]?.level ?? -1) >= level) end += 1;
    if (end > start) segments.splice(start, end - start, ...segments.slice(start, end).reverse());
    start = Math.max(end, start) + 1;
  }
}

function mirror(text: string): string {
  return Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join(
    '',
  );
}

function splitFonts(text: string, preferred: string): TextRun[] {
  const runs: TextRun[] = [];
  for (const grapheme of splitGraphemes(text.replace(/[\u2066-\u2069\u200e\u200f]/g, ''))) {
    const font = covers(preferred, grapheme) ? preferred : (findFont(grapheme) ?? LAST_RESORT);
    const last = runs.at(-1);
    // A space takes the font of what it follows: it must not part what is shaped together.
    if (last && (last.font === font || grapheme === ' ')) last.text += grapheme;
    else runs.push({ text: grapheme, font });
  }
  return runs;
}

function findFont(grapheme: string): string | undefined {
  return FONTS.find((font) => covers(font, grapheme));
}

/** The height of a font above its baseline, for a size of 1. */
export function ascentOf(font: string): number {
  const { ascent, unitsPerEm } = open(font);
  return ascent / unitsPerEm;
}

/** Whether a font has a glyph for every character that is not invisible. */
function covers(font: string, text: string): boolean {
  const glyphs = open(font);
  return Array.from(text.replace(/\p{Default_Ignorable_Code_Point}/gu, '')).every((character) =>
    glyphs.hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
  );
}

function open(file: string): Font {
  const known = opened.get(file);
  if (known) return known;
  const font = openSync(file);
  if ('fonts' in font) throw new Error(`${file} is a collection`);
  opened.set(file, font);
  return font;
}
