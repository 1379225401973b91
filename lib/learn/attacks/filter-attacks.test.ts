import { describe, expect, it } from 'vitest';
import { ATTACKS } from './attack-list';
import { matchesFilter, readAttackFilter, standardUrl, STYLE_FILTERS } from './filter-attacks';

const slugsOf = (query: Record<string, string>) =>
  ATTACKS.filter((attack) => matchesFilter(attack, readAttackFilter(query))).map(
    ({ slug }) => slug,
  );

describe('the filter of the attacks', () => {
  it('puts each attack under exactly one style', () => {
    const sum = STYLE_FILTERS.map((style) => slugsOf({ style }).length);
    expect(sum.every((count) => count > 0)).toBe(true);
    expect(sum.reduce((one, two) => one + two)).toBe(ATTACKS.length);
  });

  it.each([
    ['clickjacking', 'clickjacking'],
    ['Mix-up', 'provider-mix-up'],
    ['shared grant', 'grant-of-another-agent'],
    ['cwe-1021', 'clickjacking'],
    ['rfc 9207', 'provider-mix-up'],
    ['IDOR', 'another-tenants-id'],
  ])('finds %s by the name the field uses', (q, slug) => {
    expect(slugsOf({ q })).toEqual([slug]);
  });

  it('ignores what it does not know, and finds nothing for nonsense', () => {
    expect(slugsOf({ style: 'saml' })).toHaveLength(ATTACKS.length);
    expect(slugsOf({ q: 'xyzzy' })).toEqual([]);
  });
});

describe('the standards', () => {
  it.each(ATTACKS)('$id has a name and a standard to look up', ({ names, standards }) => {
    expect(names.length).toBeGreaterThan(0);
    expect(standards.length).toBeGreaterThan(0);
    for (const standard of standards) {
      if (/^(CWE|RFC)/.test(standard)) expect(standardUrl(standard), standard).toBeDefined();
    }
  });

  it('link to the definition', () => {
    expect(standardUrl('CWE-1021')).toBe('https://cwe.mitre.org/data/definitions/1021.html');
    expect(standardUrl('RFC 9700 section 4.4')).toBe(
      'https://www.rfc-editor.org/rfc/rfc9700.html#section-4.4',
    );
    expect(standardUrl('OWASP API1:2023')).toBeUndefined();
  });
});
