import { describe, expect, it } from 'vitest';
import { allPaths, pick } from './picker';
import { decidingQuestion, findConfusion, solve, WORKLOADS } from './quiz';
import type { Style } from './style';

describe('the quiz', () => {
  it.each(WORKLOADS)('$id is solved by the picker', (workload) => {
    expect(solve(workload)).toBe(pick(workload.answers).verdict);
    expect(Object.keys(workload.answers)).toEqual(
      pick(workload.answers).asked.map(({ question }) => question.id),
    );
  });

  it('has twelve workloads that end at every verdict', () => {
    expect(new Set(WORKLOADS.map(({ id }) => id)).size).toBe(12);
    const reached = new Set(WORKLOADS.map((workload) => solve(workload).id));
    expect([...reached].sort()).toEqual(
      allPaths()
        .map(({ verdict }) => verdict.id)
        .sort(),
    );
  });

  it('names the question that decides', () => {
    const [first] = WORKLOADS;
    if (!first) throw new Error('no workload');
    expect(decidingQuestion(first)).toMatchObject({
      question: { id: 'delegation' },
      answer: 'yes',
    });
  });

  it('says at the end what was taken for what, most often first', () => {
    const right = new Map(WORKLOADS.map((one) => [one.id, solve(one).style]));
    expect(findConfusion(right)).toBeNull();
    const keys = new Map(WORKLOADS.map((one): [string, Style] => [one.id, 'api-key']));
    expect(findConfusion(keys)).toBe('API key where OAuth fits');
  });
});
