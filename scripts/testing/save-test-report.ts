import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TEST_REPORT_FILE, type TestRun, testReportSchema } from '@/lib/learn/test-report';

/** Where `npm start` keeps its data by default: the coverage page of that system reads it. */
const FOLDER = '.data';

/** Keeps what came of the tests of each file, for the coverage page. The last run of a file counts. */
export function saveTestReport(runs: readonly TestRun[]): void {
  const file = path.join(FOLDER, TEST_REPORT_FILE);
  const byFile = new Map(readOld(file).map((run) => [run.file, run]));
  for (const run of runs) byFile.set(run.file, run);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, JSON.stringify({ runs: [...byFile.values()] }));
}

function readOld(file: string): readonly TestRun[] {
  try {
    return testReportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).runs;
  } catch {
    // None yet, or one of another version: the run that ends now begins again.
    return [];
  }
}
