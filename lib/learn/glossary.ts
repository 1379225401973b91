import terms from './glossary.json';

/** A term of the field, as the chapters use it. */
export type Term = {
  /** Names its place on the glossary page. */
  slug: string;
  name: string;
  /** One or two plain sentences. */
  text: string;
  /** Where it is defined. */
  source?: string;
  /** The page that shows it. */
  href: string;
  /** Other words for it in our texts. */
  forms?: readonly string[];
};

/** In the order of the page: by name. */
export const GLOSSARY: readonly Term[] = terms;

/** A piece of a text; with the term that it names, where this is the first time on the page. */
export type Piece = { text: string; term?: Term };

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const BY_FORM = new Map(
  GLOSSARY.flatMap((term) => [term.name, ...(term.forms ?? [])].map((form) => [form, term])),
);
const FORMS_BY_LENGTH = [...BY_FORM.keys()].toSorted((a, b) => b.length - a.length);
const ANY_FORM = new RegExp(
  `(?<![\\w-])(${FORMS_BY_LENGTH.map(escaped).join('|')})(?![\\w-])`,
  'g',
);

/**
 * Cuts the texts of a page at the terms that occur in them for the first time.
 * @param texts in the order in which they are read.
 * @returns the pieces of each text.
 */
export function findTerms(texts: readonly string[]): Piece[][] {
  const seen = new Set<Term>();
  return texts.map((text) => {
    const pieces: Piece[] = [];
    let from = 0;
    for (const { 0: form, index } of text.matchAll(ANY_FORM)) {
      const term = BY_FORM.get(form);
      if (!term || seen.has(term)) continue;
      seen.add(term);
      pieces.push({ text: text.slice(from, index) }, { text: form, term });
      from = index + form.length;
    }
    return [...pieces, { text: text.slice(from) }].filter((piece) => piece.text !== '');
  });
}
