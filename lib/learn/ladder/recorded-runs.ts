import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { THEFTS, type TheftId } from './thefts';

const recordedSchema = z.record(
  z.enum(Object.keys(THEFTS) as [TheftId, ...TheftId[]]),
  z.object({ refused: z.boolean(), seen: z.string() }),
);

export type RecordedRuns = z.output<typeof recordedSchema>;

/**
 * What each theft ended in when the tests last ran it. `e2e/learn/ladder.test.ts` runs them again and
 * fails where this is out of date.
 */
export function readRecordedRuns(): RecordedRuns {
  return recordedSchema.parse(JSON.parse(readFileSync(RECORDED_RUNS_FILE, 'utf8')));
}

export const RECORDED_RUNS_FILE = 'lib/learn/ladder/recorded-runs.json';
