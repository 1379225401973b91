import { STYLES, type Style } from '../style';
import { type Attack, FAMILIES } from './attack';

/** A style, or `other` for the attacks on none of the three. */
export type StyleFilter = Style | 'other';

export const STYLE_FILTERS: readonly StyleFilter[] = [...STYLES, 'other'];

export type AttackFilter = {
  style: StyleFilter | undefined;
  /** Words that must all occur; empty for every attack. */
  words: string;
};

type Query = Record<string, string | string[] | undefined>;

const MAX_WORDS = 80;

/** Reads the filter out of a page's address. What is not understood does not filter. */
export function readAttackFilter({ style, q }: Query): AttackFilter {
  return {
    style: STYLE_FILTERS.find((one) => one === style),
    words: typeof q === 'string' ? q.trim().slice(0, MAX_WORDS) : '',
  };
}

/** Whether an attack has the style, and each word in its title, names, standards, guard or number. */
export function matchesFilter(attack: Attack, { style, words }: AttackFilter): boolean {
  if (style && (FAMILIES[attack.family].style ?? 'other') !== style) return false;
  const { id, title, names, standards, guard } = attack;
  const text = [id, title, ...names, ...standards, guard].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const RFC = /^RFC (\d+)(?: section ([\d.]+))?$/;
const CWE = /^CWE-(\d+)$/;

/** Where a standard can be read; undefined where it has no address that is known to stay. */
export function standardUrl(standard: string): string | undefined {
  const cwe = CWE.exec(standard);
  if (cwe) return `https://cwe.mitre.org/data/definitions/${cwe[1]}.html`;
  const rfc = RFC.exec(standard);
  if (!rfc) return undefined;
  const anchor = rfc[2] ? `#section-${rfc[2]}` : '';
  return `https://www.rfc-editor.org/rfc/rfc${rfc[1]}.html${anchor}`;
}
