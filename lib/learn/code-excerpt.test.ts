import { describe, expect, it } from 'vitest';
import { AnchorError, cutExcerpt, findAnchor, readSource } from './code-excerpt';

const AUTHORIZE = 'lib/auth/authorize.ts';

describe('a code excerpt', () => {
  it('is the declaration around the anchor, docstring included, with the anchor highlighted', () => {
    const excerpt = cutExcerpt({
      file: AUTHORIZE,
      text: 'if (principal.scopes.has(scope)) return;',
    });
    expect(excerpt.lines[0]).toBe('/**');
    expect(excerpt.lines.at(-1)).toBe('}');
    expect(excerpt.lines.join('\n')).toContain('export function requireScope(');
    expect(excerpt.lines.join('\n')).not.toContain('export function requireOwner(');
    const [line] = excerpt.highlighted;
    expect(excerpt.lines[(line ?? 0) - excerpt.firstLine]).toContain('principal.scopes.has');
    expect(excerpt.highlighted).toHaveLength(1);
  });

  it('highlights a statement to its end', () => {
    const excerpt = cutExcerpt({ file: AUTHORIZE, text: "throw problem('insufficient-scope', {" });
    expect(excerpt.highlighted.length).toBeGreaterThan(3);
  });

  it('cuts a long declaration to the part around the anchor', () => {
    const anchor = { file: 'lib/http/problem-catalog.ts', text: "'dependency-unavailable': {" };
    const excerpt = cutExcerpt(anchor, 12);
    expect(excerpt.lines.length).toBeLessThanOrEqual(12);
    expect(excerpt.lines.join('\n')).toContain(anchor.text);
  });

  it('fails where the text is gone, or is there twice', () => {
    expect(() => findAnchor({ file: AUTHORIZE, text: 'no such text' })).toThrow(AnchorError);
    expect(() => findAnchor({ file: AUTHORIZE, text: 'principal' })).toThrow(/several/);
    expect(() => findAnchor({ file: 'lib/auth/gone.ts', text: 'x' })).toThrow(AnchorError);
  });

  it.each(['.env', '.data/local.env', 'lib/../.env', 'package.json', 'node_modules/next/index.ts'])(
    'does not read %s',
    (file) => expect(() => readSource(file)).toThrow(/not source/),
  );
});
