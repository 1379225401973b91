import type { RecordedRun } from './recorded-run';

/** A request on its way: the checks it passed, and the one that stopped it. */
export type RefusalPath = {
  passed: readonly { text: string; detail: string | null }[];
  /** What the caller saw, e.g. `403 insufficient-scope`. */
  seen: string;
};

/** As many fit beside each other, with the check that refuses. */
const MAX_PASSED = 4;

/** The last checks that a recorded attack passed before it was refused. */
export function toRefusalPath({ steps, seen }: RecordedRun): RefusalPath {
  const refusedAt = steps.findLastIndex(({ outcome }) => outcome === 'refused');
  const before = refusedAt < 0 ? steps.slice(0, -1) : steps.slice(0, refusedAt);
  const checks = before.filter(({ outcome, code }) => outcome === 'passed' && code !== undefined);
  const passed: { text: string; detail: string | null }[] = [];
  for (const { text, detail } of checks.toReversed()) {
    if (passed.length < MAX_PASSED && !passed.some((gate) => gate.text === text)) {
      passed.unshift({ text, detail });
    }
  }
  return { passed, seen };
}
