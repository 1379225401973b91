import { ascentOf, REGULAR, splitGraphemes, splitWords, toRuns } from './text-run';

type Document = PDFKit.PDFDocument;

/** In points. */
export const TEXT_SIZE = 9;

/** In points. */
export type TextBox = { x: number; y: number; width: number; align?: 'left' | 'right' };

/** Given a list of features, pdfkit shapes the whole run: word by word, Arabic words change places. */
const WHOLE_RUN: PDFKit.Mixins.TextOptions = {
  features: [],
  lineBreak: false,
  baseline: 'alphabetic',
};

/**
 * Writes text of any script and direction into a box, in as many lines as it takes. The document
 * continues below it.
 */
export function writeText(document: Document, text: string, box: TextBox, font = REGULAR): void {
  document.fontSize(TEXT_SIZE);
  let top = box.y;
  for (const line of wrap(document, text, box.width, font)) {
    const width = measure(document, line, font);
    let x = box.align === 'right' ? box.x + box.width - width : box.x;
    const baseline = top + ascentOf(font) * TEXT_SIZE;
    for (const run of toRuns(line, font)) {
      document.font(run.font).text(run.text, x, baseline, WHOLE_RUN);
      x += document.widthOfString(run.text, WHOLE_RUN);
    }
    top += lineHeightOf(document, font);
  }
  document.font(font);
  document.y = top;
}

/** How high text is in a box of a width, in points. */
export function heightOfText(document: Document, text: string, width: number, font = REGULAR) {
  return wrap(document, text, width, font).length * lineHeightOf(document, font);
}

/** As many words on a line as fit; a word that is wider than a line is cut between characters. */
function wrap(document: Document, text: string, width: number, font: string): string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (candidate: string) => measure(document, candidate.trimEnd(), font) <= width;
  const add = (part: string) => {
    if (fits(line + part)) {
      line += part;
      return;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = part.trimStart();
  };
  for (const word of splitWords(text)) {
    if (fits(word)) add(word);
    else for (const grapheme of splitGraphemes(word)) add(grapheme);
  }
  return [...lines, line.trimEnd()];
}

function measure(document: Document, line: string, font: string): number {
  return toRuns(line, font).reduce(
    (width, run) => width + document.font(run.font).widthOfString(run.text, WHOLE_RUN),
    0,
  );
}

/** By the typeface of the document, so that lines in others are as far apart. */
function lineHeightOf(document: Document, font: string): number {
  return document.font(font).fontSize(TEXT_SIZE).currentLineHeight(true);
}
