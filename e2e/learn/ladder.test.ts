import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { db } from '@/lib/db';
import { createLab } from '@/lib/learn/lab/create-lab';
import { type Lab, launchAttack } from '@/lib/learn/lab/lab';
import { LADDER_RUNS } from '@/lib/learn/lab/ladder-runs';
import { RECORDED_RUNS_FILE, type RecordedRuns } from '@/lib/learn/ladder/recorded-runs';
import { CALLERS } from '@/lib/learn/ladder/rung';
import { LADDER } from '@/lib/learn/ladder/rungs';
import { isTheftId, THEFTS, type TheftId } from '@/lib/learn/ladder/thefts';

/**
 * Runs each theft of /learn/ladder and compares it with what the page shows. After a wanted change:
 *
 *   RECORD=1 npx vitest run --project unit e2e/learn/ladder.test.ts
 */
provideTestDatabase();

const LEARNER = '01900000-0000-7000-8000-00000000a003';
const THEFT_IDS = Object.keys(THEFTS).filter(isTheftId);
const recording = process.env.RECORD === '1';

let lab: Lab;
let recorded: RecordedRuns;
const seen = {} as RecordedRuns;

beforeAll(async () => {
  await db().user.create({ data: { id: LEARNER, name: 'Mallory' } });
  lab = await createLab(LEARNER);
  recorded = recording ? seen : JSON.parse(await readFile(RECORDED_RUNS_FILE, 'utf8'));
});

describe('each theft of the ladder', { timeout: 90_000 }, () => {
  it.each(THEFT_IDS)('%s is as the page shows it', async (id: TheftId) => {
    const runner = { refusal: '', removal: '', run: LADDER_RUNS[id] };
    const report = await launchAttack(runner, lab, true);
    expect(report.steps.length).toBeGreaterThan(0);
    seen[id] = { refused: report.refused, seen: report.seen };
    expect(seen[id]).toEqual(recorded[id]);
  });

  it('is recorded, and no other', async () => {
    if (recording) await writeFile(RECORDED_RUNS_FILE, `${JSON.stringify(seen, null, 2)}\n`);
    expect(Object.keys(recorded).sort()).toEqual([...THEFT_IDS].sort());
  });

  it('succeeds with a bearer key alone, and with nothing below it', () => {
    const successes = THEFT_IDS.filter((id) => recorded[id]?.refused === false);
    expect(successes).toEqual(['bearer-key']);
  });
});

it('has a cell for each caller on each rung, and says why where there is nothing to steal', () => {
  for (const { cells } of LADDER) {
    expect(cells.map(({ caller }) => caller)).toEqual(Object.keys(CALLERS));
    for (const { theft, fit } of cells) if (!theft) expect(fit).toBe('no');
  }
});
