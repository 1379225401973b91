import { afterEach, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { dbPool } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { findDrill, findReport, keepDrill, keepReport } from '@/lib/learn/lab/report-store';
import { newId } from '@/lib/public-id';
import { findTrace, keepTrace, listTraces } from './record-trace';
import { pruneRecordings, TRACES_PER_WORKSPACE } from './recording.repository';
import type { Step } from './step';

provideTestDatabase();

const ONE = { workspaceId: newId(), userId: newId() };
const step: Step = {
  name: 'api.request',
  from: 'client',
  to: 'web',
  lane: 'who',
  text: 'GET /me \0',
  outcome: 'passed',
  detail: null,
  startedAt: 1.5,
  durationMs: 0.25,
  seen: true,
};
const traceOf = (number: number) => ({
  ...ONE,
  id: number.toString(16).padStart(32, '0'),
  title: 'GET /me',
  startedAt: new Date(1_900_000_000_000),
  steps: [step],
});
const report = {
  refused: true,
  seen: '401',
  guarded: true,
  asExpected: true,
  steps: [step],
  durationMs: 3,
};

afterEach(() => dbPool().query('delete from recording'));

describe('a trace', () => {
  test('is the same when it is read, by whichever process', async () => {
    await keepTrace(traceOf(1));
    expect(await findTrace(ONE.workspaceId, traceOf(1).id)).toEqual(traceOf(1));
  });

  test('is kept with the last 50 of its workspace, and shown to no other', async () => {
    for (let number = 1; number <= TRACES_PER_WORKSPACE + 5; number += 1) {
      await keepTrace(traceOf(number));
    }
    const traces = await listTraces(ONE.workspaceId);
    expect(traces).toHaveLength(TRACES_PER_WORKSPACE);
    expect(traces[0]?.id).toBe(traceOf(TRACES_PER_WORKSPACE + 5).id);
    expect(await findTrace(ONE.workspaceId, traceOf(1).id)).toBeUndefined();
    expect(await findTrace(newId(), traceOf(55).id)).toBeUndefined();
  });

  test('is gone when its time is over', async () => {
    await keepTrace(traceOf(1));
    await dbPool().query("update recording set expires_at = now() - interval '1 second'");
    expect(await findTrace(ONE.workspaceId, traceOf(1).id)).toBeUndefined();
    expect(await listTraces(ONE.workspaceId)).toEqual([]);
    await pruneRecordings();
    const { rows } = await dbPool().query('select 1 from recording');
    expect(rows).toEqual([]);
  });

  test.each(['', '\0', 'x'.repeat(32), '../../etc'])('%j is no id', async (id) => {
    expect(await findTrace(ONE.workspaceId, id)).toBeUndefined();
  });

  test('that can not be kept fails nothing', async () => {
    await keepTrace({ ...traceOf(1), workspaceId: 'no uuid' });
    expect(getEnv().LOG_LEVEL).toBe('silent');
  });
});

test('a lab report is its learner’s, about its attack', async () => {
  const id = await keepReport(ONE.userId, 'replay', report);
  expect(await findReport(ONE.userId, 'replay', id)).toEqual(report);
  expect(await findReport(ONE.userId, 'other', id)).toBeUndefined();
  expect(await findReport(newId(), 'replay', id)).toBeUndefined();
});

test('a drill is its learner’s', async () => {
  const result = { deadAfterMs: 1, usesAfter: 0, refusal: '401' };
  const drill = [{ ...result, style: 'oauth' as const, credential: 'Session', act: 'Ended' }];
  const id = await keepDrill(ONE.userId, drill);
  expect(await findDrill(ONE.userId, id)).toEqual(drill);
  expect(await findDrill(newId(), id)).toBeUndefined();
});
