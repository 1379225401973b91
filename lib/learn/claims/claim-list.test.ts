import { describe, expect, it } from 'vitest';
import { findAttack } from '../attacks/attack-list';
import { CHAPTERS } from '../chapters';
import { CLAIMS } from './claim-list';

describe('the claims', () => {
  it('are sixty-nine, each with one state: proved, not provable here, or open', () => {
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(69);
    for (const { id, proofs, notProvable, open } of CLAIMS) {
      const states = [proofs?.length ? 1 : 0, notProvable ? 1 : 0, open ? 1 : 0];
      expect(
        states.reduce((sum, one) => sum + one, 0),
        id,
      ).toBe(1);
    }
  });

  it('are shown on pages that exist', () => {
    const known = [
      ...CHAPTERS.map(({ href }) => href),
      '/learn',
      '/sign-in',
      '/settings/api-keys',
      '/settings/connections',
    ];
    for (const { id, shown } of CLAIMS) {
      const page = shown.split('?')[0] ?? '';
      const slug = /^\/learn\/attacks\/(.+)$/.exec(page)?.[1];
      expect(slug ? findAttack(slug) !== undefined : known.includes(page), id).toBe(true);
    }
  });
});
