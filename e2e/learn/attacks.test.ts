import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import {
  closeApiKeyCache,
  describeApiKeyCache,
  openApiKeyCache,
} from '@/lib/auth/api-key/api-key-cache';
import type { LabReport } from '@/lib/learn/lab/lab-report';
import { ATTACKS } from '@/lib/learn/attacks/attack-list';
import { type Lab, launchAttack } from '@/lib/learn/lab/lab';
import { outlineRun, readRecordedRuns, toRecordedRun } from '@/lib/learn/recorded/recorded-run';
import { RUNNERS } from '@/lib/learn/lab/runners';
import { createLab } from '@/lib/learn/lab/create-lab';

provideTestDatabase();

const MALLORY = '01900000-0000-7000-8000-00000000a003';
/** The others are run through the pages, in lab.spec.ts. */
const ALONE = Object.entries(RUNNERS).filter(([, { needsPages }]) => !needsPages);
const KEY_TEXT = /tg_(?:test|live)_[0-9A-Za-z]{20,}/;

/** An attack makes keys, servers and handshakes; a busy machine takes its time. */
const PATIENCE = { timeout: 90_000 };

/** What `npm run record-runs` wrote must still be what happens. */
function expectRecorded(slug: string, report: LabReport): void {
  const { guarded, unguarded } = readRecordedRuns(slug);
  const recorded = report.guarded ? guarded : unguarded;
  if (report.guarded) expect(guarded.seen).toBe(report.seen);
  expect(recorded && outlineRun(recorded), `${slug} is stale: npm run record-runs`).toEqual(
    outlineRun(toRecordedRun(report)),
  );
}

describe('each attack of the lab', PATIENCE, () => {
  let lab: Lab;
  beforeAll(async () => {
    const { db } = await import('@/lib/db');
    await db().user.create({ data: { id: MALLORY, name: 'Mallory' } });
    lab = await createLab(MALLORY);
    // As in the running system: a revoked key must be dead although it was just cached.
    openApiKeyCache();
    await vi.waitUntil(() => describeApiKeyCache().trusted, { timeout: 30_000 });
  });
  afterAll(closeApiKeyCache);

  it('can be launched from its page', () => {
    expect(Object.keys(RUNNERS).sort()).toEqual(ATTACKS.map(({ slug }) => slug).sort());
  });

  it.each(ALONE)('%s is refused, exactly so, as recorded', async (slug, runner) => {
    const report = await launchAttack(runner, lab, true);
    expect(report).toMatchObject({ refused: true, seen: runner.refusal, asExpected: true });
    expect(report.steps.length).toBeGreaterThan(0);
    expect(JSON.stringify(report.steps)).not.toMatch(KEY_TEXT);
    expectRecorded(slug, report);
  });

  it.each(ALONE)('%s succeeds without its guard, as recorded', async (slug, runner) => {
    const report = await launchAttack(runner, lab, false);
    expect(report).toMatchObject({ refused: false, asExpected: true });
    expectRecorded(slug, report);
  });
});
