import { describe, expect, it } from 'vitest';
import { TAKEABLES } from './take';
import { allPaths, FIRST_QUESTION, parseAnswers, pick, QUESTIONS } from './picker';

describe('the picker', () => {
  it('answers every path, with no dangling answer', () => {
    const paths = allPaths();
    expect(paths).toHaveLength(5);
    for (const { answers, verdict } of paths) {
      expect(pick(answers).verdict).toBe(verdict);
    }
  });

  it('agrees with the usual three questions where they have an answer', () => {
    expect(pick({ delegation: 'yes' }).verdict?.style).toBe('oauth');
    expect(pick({ delegation: 'no', 'one-domain': 'yes' }).verdict?.style).toBe('mtls');
    const script = pick({ delegation: 'no', 'one-domain': 'no', 'one-team': 'yes' });
    expect(script.verdict?.style).toBe('api-key');
    expect(script.verdict?.title).toContain('addresses');
  });

  it('closes the gap after the third question with a branch that is marked as ours', () => {
    const open = pick({ delegation: 'no', 'one-domain': 'no', 'one-team': 'no' });
    expect(open.verdict).toBeUndefined();
    expect(open.asked.at(-1)?.question).toMatchObject({ id: 'holds-keys', ours: true });
    expect(Object.values(QUESTIONS).filter((question) => question.ours)).toHaveLength(1);
  });

  it('names for every answer a part that can be copied out', () => {
    const parts = TAKEABLES.map(({ part }) => part);
    for (const { verdict } of allPaths()) {
      expect(verdict.take.length).toBeGreaterThan(0);
      for (const part of verdict.take) expect(parts).toContain(part);
    }
  });

  it('reaches every question from the first', () => {
    const seen = new Set([FIRST_QUESTION]);
    for (const id of seen) {
      for (const next of Object.values(QUESTIONS[id].next)) {
        if (typeof next === 'string') seen.add(next);
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(QUESTIONS).sort());
  });

  it('ignores answers that the walk does not reach, and texts that are no answers', () => {
    expect(pick({ delegation: 'yes', 'one-team': 'no' }).asked).toHaveLength(1);
    expect(parseAnswers({ delegation: 'maybe', 'one-domain': ['yes'], other: 'yes' })).toEqual({});
    expect(parseAnswers({ delegation: 'no' })).toEqual({ delegation: 'no' });
  });
});
