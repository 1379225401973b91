import { describe, expect, it } from 'vitest';
import { FAMILIES } from './attack';
import { ATTACKS, findAttack } from './attack-list';

describe('the list of attacks', () => {
  it('numbers the attacks without a gap, each with a page of its own', () => {
    const numbers = Array.from(
      { length: ATTACKS.length },
      (_, index) => `A${String(index + 1).padStart(2, '0')}`,
    );
    expect(ATTACKS.map(({ id }) => id)).toEqual(numbers);
    expect(new Set(ATTACKS.map(({ slug }) => slug)).size).toBe(ATTACKS.length);
    for (const attack of ATTACKS) expect(findAttack(attack.slug)).toBe(attack);
  });

  it.each(ATTACKS)('$id tells its story in two sentences and grades its hints', (attack) => {
    expect(attack.slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(attack.story.match(/[.?!](?:$| (?=[A-Z“]))/g)).toHaveLength(2);
    expect(attack.hints.length).toBeGreaterThanOrEqual(2);
    expect(attack.hints[0]?.shell).toBeUndefined();
    expect(FAMILIES[attack.family]).toBeDefined();
  });
});
