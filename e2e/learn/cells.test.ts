import { beforeAll, describe, expect, it } from 'vitest';
import { createLab } from '@/lib/learn/lab/create-lab';
import { provideTestDatabase } from '@/e2e/support/test-database';
import type { Party } from '@/lib/trace/step';
import { CELL_RUNS, CHAPTER_RUNS } from '@/lib/learn/lab/cell-runs';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import type { DrillResult } from '@/lib/learn/lab/measure-revocation';
import {
  outlineRun,
  readRecordedDrill,
  readRecordedRuns,
  toRecordedRun,
} from '@/lib/learn/recorded/recorded-run';
import { type Lab, launchAttack } from '@/lib/learn/lab/lab';
import { runRevocationDrill } from '@/lib/learn/lab/revocation-drill';

provideTestDatabase();

const MALLORY = '01900000-0000-7000-8000-00000000a003';
let lab: Lab;

beforeAll(async () => {
  const { db } = await import('@/lib/db');
  await db().user.create({ data: { id: MALLORY, name: 'Mallory' } });
  lab = await createLab(MALLORY);
});

/** Values such as the hash of a session differ; what was seen is compared above. */
function expectRecorded(id: string, report: LabReport): void {
  const outline = (run: LabReport) => outlineRun({ ...run, seen: '' });
  expect(outline(readRecordedRuns(id).guarded), `${id} is stale: npm run record-runs`).toEqual(
    outline(toRecordedRun(report)),
  );
}

describe('each cell of the comparison', { timeout: 90_000 }, () => {
  const SEEN = {
    'api-key:credential': /from two addresses, and the same answer to both$/,
    'api-key:scope': /^403 insufficient-scope$/,
    'api-key:revocation': /^401 key-revoked$/,
    'oauth:credential': /no token of the provider anywhere$/,
    'oauth:scope': /lacks payments:write and webhooks:write/,
    'oauth:revocation': /^no session: the row is gone$/,
    'mtls:credential': /^200 over TLS 1\.3$/,
    'mtls:scope': /^403$/,
    'mtls:revocation': /^401; log: peer-revoked$/,
  } satisfies Record<keyof typeof CELL_RUNS, RegExp>;

  it.each(Object.entries(CELL_RUNS))('%s runs what it says', async (id, run) => {
    const report = await launchAttack({ refusal: '', removal: '', run }, lab, true, 'client');
    expect(report.seen).toMatch(SEEN[id as keyof typeof SEEN]);
    expect(report.steps.length).toBeGreaterThan(0);
    expectRecorded(id, report);
  });
});

describe('each chapter with a live run', { timeout: 90_000 }, () => {
  it.each(Object.entries(CHAPTER_RUNS))('%s is recorded as it happens', async (style, run) => {
    const callers: Partial<Record<string, Party>> = {
      oauth: 'app',
      'ci-job': 'job',
      agent: 'agent',
    };
    const caller = callers[style] ?? 'client';
    const report = await launchAttack({ refusal: '', removal: '', run }, lab, true, caller);
    expectRecorded(style, report);
  });
});

describe('the revocation drill', { timeout: 90_000 }, () => {
  it('ends five credentials, and none is used once more', async () => {
    const results = await runRevocationDrill(lab);
    expect(
      results.map(({ credential, usesAfter, refusal }) => [credential, usesAfter, refusal]),
    ).toEqual([
      ['API key', 0, '401 key-revoked'],
      ['Session', 0, 'no such session'],
      ['Grant', 0, '401 invalid-token'],
      ['Refresh token', 0, '400 invalid_grant'],
      ['Certificate', 0, '401 peer-revoked'],
    ]);
    const facts = (result: DrillResult) => ({ ...result, deadAfterMs: 0 });
    expect(readRecordedDrill().map(facts)).toEqual(results.map(facts));
  });
});
