import { describe, expect, it } from 'vitest';
import { allPaths, pick } from './picker';
import { solve, WORKLOADS } from './quiz';

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
});
