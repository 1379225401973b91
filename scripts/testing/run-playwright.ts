import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from './run-program';
import type { Tally } from './tally';

type Report = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

/** Runs the browser tests against the system of `env` and counts from Playwright's JSON report. */
export async function runPlaywright(env: NodeJS.ProcessEnv, browser: string): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-report-'));
  const file = path.join(folder, 'report.json');
  try {
    const code = await runProgram(
      'node_modules/@playwright/test/cli.js',
      ['test', '--reporter=list,json', '--pass-with-no-tests'],
      { ...env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    );
    const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = stats.unexpected + stats.flaky + errors.length;
    return {
      passed: stats.expected,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: stats.skipped,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
