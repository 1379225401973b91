import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from './run-program';
import { saveTestReport } from './save-test-report';
import type { Tally } from './tally';

type Suite = { file: string; specs: { title: string; ok: boolean }[]; suites?: Suite[] };

type Report = {
  config: { rootDir: string };
  suites: Suite[];
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

/**
 * Runs the browser tests against the system of `env` and counts from Playwright's JSON report.
 * @param filters parts of file names; all files where there are none.
 */
export async function runPlaywright(
  env: NodeJS.ProcessEnv,
  browser: string,
  filters: readonly string[] = [],
): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-report-'));
  const file = path.join(folder, 'report.json');
  try {
    const code = await runProgram(
      'node_modules/@playwright/test/cli.js',
      ['test', '--reporter=list,json', '--pass-with-no-tests', ...filters],
      { ...env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    );
    const { config, suites, stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const finishedAt = new Date().toISOString();
    const fileOf = (suite: Suite) =>
      path.relative(process.cwd(), path.join(config.rootDir, suite.file));
    saveTestReport(
      suites.map((suite) => ({
        file: fileOf(suite),
        finishedAt,
        tests: specsOf(suite).map(({ title, ok }) => ({ name: title, passed: ok })),
      })),
    );
    const failed = stats.unexpected + errors.length;
    if (stats.flaky > 0)
      console.log(`${stats.flaky} passed at the second try only: see (retry #1).`);
    return {
      passed: stats.expected + stats.flaky,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: stats.skipped,
      failures: suites.flatMap((suite) =>
        specsOf(suite)
          .filter(({ ok }) => !ok)
          .map(({ title }) => `${fileOf(suite)} > ${title}`),
      ),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: ['the browser tests did not run'] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function specsOf({ specs, suites = [] }: Suite): Suite['specs'] {
  return [...specs, ...suites.flatMap(specsOf)];
}
