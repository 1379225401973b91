import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from './run-program';
import { saveTestReport } from './save-test-report';
import type { Tally } from './tally';

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    status: string;
    name: string;
    endTime?: number;
    assertionResults: { status: string; title: string; fullName: string }[];
  }[];
};

/** The projects of vitest.config.ts. */
const PROJECTS = {
  unit: ['pure', 'unit'],
  elsewhere: ['elsewhere'],
  system: ['system'],
} as const;

/**
 * Runs Vitest and counts from its JSON report.
 * @param filters parts of file names; all files where there are none.
 */
export async function runVitest(
  project: keyof typeof PROJECTS,
  filters: string[],
  env: NodeJS.ProcessEnv,
): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-report-'));
  const file = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const projects = PROJECTS[project].flatMap((name) => ['--project', name]);
  const args = ['run', ...projects, '--passWithNoTests', ...reporters, ...filters];
  try {
    const code = await runProgram('node_modules/vitest/vitest.mjs', args, {
      ...env,
      NODE_ENV: 'test',
    });
    const tally = readReport(file);
    // A run that failed although no test did, as by an unhandled error, has failed all the same.
    return code !== 0 && tally.failed === 0
      ? { ...tally, failed: 1, failures: [`${project}: an error outside the tests`] }
      : tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): Tally {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  saveTestReport(
    report.testResults.map(({ name, endTime, assertionResults }) => ({
      file: path.relative(process.cwd(), name),
      finishedAt: new Date(endTime ?? Date.now()).toISOString(),
      tests: assertionResults.map(({ title, status }) => ({
        name: title,
        passed: status === 'passed',
      })),
    })),
  );
  // A file that can't be loaded has no tests to fail.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  const failures = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${path.relative(process.cwd(), name)} > ${fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...broken.map(({ name }) => path.relative(process.cwd(), name))],
  };
}
