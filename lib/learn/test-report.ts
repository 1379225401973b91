import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getEnv } from '@/lib/env';

/** A test that shows something: its file and its name, as they stand in the source. */
export type TestRef = { file: string; test: string };

/** The file in the data folder in which `npm test` leaves what came of each test. */
export const TEST_REPORT_FILE = 'test-report.json';

const testRunSchema = z.object({
  /** From the project's root. */
  file: z.string(),
  finishedAt: z.iso.datetime(),
  tests: z.array(z.object({ name: z.string(), passed: z.boolean() })),
});

export const testReportSchema = z.object({ runs: z.array(testRunSchema) });

export type TestRun = z.output<typeof testRunSchema>;

/** When a proof was last run here, and whether it held. */
export type LastRun = { at: Date; passed: boolean };

/** The report of the last `npm test` on this machine; empty where there was none. */
export function readTestReport(): readonly TestRun[] {
  const file = path.join(/*turbopackIgnore: true*/ getEnv().DATA_DIR, TEST_REPORT_FILE);
  try {
    return testReportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).runs;
  } catch {
    // No one has run the tests here, or the file is of another version: then nothing is claimed.
    return [];
  }
}

/**
 * Finds the last run of a proof.
 * @returns undefined where it was not run here. Where its name stands for several tests, all of them
 * must have passed.
 */
export function findLastRun(
  runs: readonly TestRun[],
  { file, test }: TestRef,
): LastRun | undefined {
  const run = runs.find((one) => one.file === file);
  const pattern = toPattern(test);
  const tests = run?.tests.filter(({ name }) => pattern.test(name)) ?? [];
  if (!run || tests.length === 0) return undefined;
  return { at: new Date(run.finishedAt), passed: tests.every(({ passed }) => passed) };
}

/** What the last run of its tests on this machine says about a claim. */
export type ProofState = 'passed' | 'failed' | 'not run';

/** `failed` where one of them failed, `passed` only where all of them ran and passed. */
export function findProofState(runs: readonly TestRun[], proofs: readonly TestRef[]): ProofState {
  const last = proofs.map((proof) => findLastRun(runs, proof));
  if (last.some((run) => run?.passed === false)) return 'failed';
  return last.length > 0 && last.every((run) => run?.passed) ? 'passed' : 'not run';
}

/** A name as it stands in the source, with `%s`, `$field` and `${…}` for what is filled in. */
function toPattern(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/%[sd]|\\\$\\\{\w+\\\}|\\\$[\w.]+/g, '.+')}$`);
}
