import { describe, expect, it } from 'vitest';
import { findLastRun, findProofState } from './test-report';

const run = (name: string, passed: boolean) => ({ name, passed });
const RUNS = [
  {
    file: 'e2e/learn/attacks.test.ts',
    finishedAt: '2026-11-25T12:00:00.000Z',
    tests: [
      run('expired-key is refused, exactly so', true),
      run('stolen-code is refused, exactly so', false),
      run('takes (two) at once', true),
    ],
  },
];
const proof = (test: string, file = 'e2e/learn/attacks.test.ts') => ({ file, test });

describe('the last run of a proof', () => {
  it('is found by file and name', () => {
    expect(findLastRun(RUNS, proof('takes (two) at once'))).toEqual({
      at: new Date('2026-11-25T12:00:00Z'),
      passed: true,
    });
  });

  it('has passed only where every test that the name stands for has', () => {
    expect(findLastRun(RUNS, proof('%s is refused, exactly so'))?.passed).toBe(false);
    expect(findLastRun(RUNS, proof('$slug is refused, exactly so'))?.passed).toBe(false);
  });

  it('is nothing where it was not run', () => {
    expect(findLastRun(RUNS, proof('something else'))).toBeUndefined();
    expect(findLastRun(RUNS, proof('takes (two) at once', 'lib/other.test.ts'))).toBeUndefined();
    expect(findLastRun([], proof('takes (two) at once'))).toBeUndefined();
  });
});

describe('the state of a claim', () => {
  const passed = proof('takes (two) at once');
  const failed = proof('%s is refused, exactly so');
  const missing = proof('something else');

  it('is passed only where all of its tests ran and passed', () => {
    expect(findProofState(RUNS, [passed])).toBe('passed');
    expect(findProofState(RUNS, [passed, missing])).toBe('not run');
    expect(findProofState([], [passed])).toBe('not run');
    expect(findProofState(RUNS, [])).toBe('not run');
  });

  it('is failed where one of them failed, whatever the others did', () => {
    expect(findProofState(RUNS, [passed, missing, failed])).toBe('failed');
  });
});
