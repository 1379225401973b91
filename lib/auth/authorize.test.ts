import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectiveScopes, scopesOfRole } from './authorize';
import { ALL_SCOPES } from './scope';

const granted = fc.array(fc.oneof(fc.constantFrom(...ALL_SCOPES), fc.string()));
const role = fc.constantFrom('owner' as const, 'member' as const);

describe('effective scopes', () => {
  test('are granted, and allowed to the role, and known', () => {
    fc.assert(
      fc.property(granted, role, (scopes, of) => {
        for (const scope of effectiveScopes(scopes, of)) {
          expect(scopes).toContain(scope);
          expect(scopesOfRole(of).has(scope)).toBe(true);
          expect(ALL_SCOPES).toContain(scope);
        }
      }),
    );
  });

  test('never grow when the role shrinks or a scope is taken away', () => {
    fc.assert(
      fc.property(granted, (scopes) => {
        const asOwner = effectiveScopes(scopes, 'owner');
        const asMember = effectiveScopes(scopes, 'member');
        for (const scope of asMember) expect(asOwner.has(scope)).toBe(true);
        const fewer = effectiveScopes(scopes.slice(1), 'owner');
        for (const scope of fewer) expect(asOwner.has(scope)).toBe(true);
      }),
    );
  });
});
