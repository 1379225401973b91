import { describe, expect, it } from 'vitest';
import { cutExcerpt, findLine, readSource, SourceRefError } from './code-excerpt';

describe('a code excerpt', () => {
  it('is the declaration, docstring included, with the statement of the word highlighted', () => {
    const excerpt = cutExcerpt('lib/auth/authorize.ts#requireScope:scopes');
    expect(excerpt.lines[0]).toBe('/**');
    expect(excerpt.lines.at(-1)).toBe('}');
    expect(excerpt.lines.join('\n')).toContain('export function requireScope(');
    expect(excerpt.lines.join('\n')).not.toContain('export function requireOwner(');
    const [line] = excerpt.highlighted;
    expect(excerpt.lines[(line ?? 0) - excerpt.firstLine]).toContain('principal.scopes.has');
    expect(excerpt.highlighted).toHaveLength(1);
  });

  it('highlights a statement to its end', () => {
    const excerpt = cutExcerpt('lib/auth/authorize.ts#requireScope:insufficient-scope');
    expect(excerpt.highlighted.length).toBeGreaterThan(3);
  });

  it('cuts a long declaration to the part around the word', () => {
    const excerpt = cutExcerpt('lib/http/problem-catalog.ts#PROBLEMS:dependency-unavailable', 12);
    expect(excerpt.lines.length).toBeLessThanOrEqual(12);
    expect(excerpt.lines.join('\n')).toContain("'dependency-unavailable': {");
  });

  it('reads a model of the Prisma schema', () => {
    expect(cutExcerpt('prisma/schema.prisma#Session').lines.join('\n')).toContain(
      'model Session {',
    );
  });

  it('fails where the file, the declaration or the word is gone', () => {
    expect(() => findLine('lib/auth/gone.ts#x')).toThrow(SourceRefError);
    expect(() => findLine('lib/auth/authorize.ts#gone')).toThrow(/no declaration/);
    expect(() => findLine('lib/auth/authorize.ts#requireScope:gone')).toThrow(/has no/);
  });

  it.each(['.env', '.data/local.env', 'lib/../.env', 'package.json', 'node_modules/next/index.ts'])(
    'does not read %s',
    (file) => expect(() => readSource(file)).toThrow(/not source/),
  );
});
