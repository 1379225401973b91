import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '../attacks/attack-list';
import { CELLS } from '../comparison';
import { STYLES } from '../style';
import { WALK_PAGES } from '../walk';
import { outlineRun, readRecordedRuns, recordedFile, toRecordedRun } from './recorded-run';
import { toRefusalPath } from './refusal-path';

const FOLDER = 'lib/learn/recorded/runs';
const SECRET =
  /tg_(?:test|live)_[0-9A-Za-z]{20}|tg_(?:at|rt|cs)_[0-9A-Za-z]{8}|eyJ[\w-]{20}|BEGIN [A-Z ]*KEY/;

describe('the recorded runs', () => {
  it('are there for every attack, chapter and cell, and for nothing else', () => {
    const ids = [
      ...ATTACKS.map(({ slug }) => slug),
      ...STYLES,
      ...Object.keys(WALK_PAGES),
      ...CELLS.map(({ id }) => id),
      'revocation-drill',
    ];
    const files = readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`);
    expect(files.toSorted()).toEqual(ids.map(recordedFile).toSorted());
  });

  it('hold no secret and no address of a machine', () => {
    for (const name of readdirSync(FOLDER)) {
      const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
      expect(text, name).not.toMatch(SECRET);
      expect(text.match(/localhost:(?!3000\b)\d+/g), name).toBeNull();
    }
  });

  it.each(ATTACKS)('$id was refused with its guard and got through without', ({ slug }) => {
    const { guarded, unguarded } = readRecordedRuns(slug);
    expect(guarded).toMatchObject({ guarded: true, refused: true, asExpected: true });
    expect(unguarded).toMatchObject({ guarded: false, refused: false, asExpected: true });
    expect(toRefusalPath(guarded).seen).toBe(guarded.seen);
    expect(toRefusalPath(guarded).passed.length).toBeLessThan(5);
  });

  it('are told from a run of which a step is new, missing or answered otherwise', () => {
    const run = readRecordedRuns('key-without-the-scope').guarded;
    const outline = outlineRun(run);
    expect(outlineRun({ ...run, steps: run.steps.slice(1) })).not.toEqual(outline);
    expect(outlineRun({ ...run, seen: '200 OK' })).not.toEqual(outline);
    const passed = run.steps.map((step) => ({ ...step, outcome: 'passed' as const }));
    expect(outlineRun({ ...run, steps: passed })).not.toEqual(outline);
    const later = run.steps.map((step) => ({ ...step, startedAt: step.startedAt + 5000 }));
    expect(outlineRun(toRecordedRun({ ...run, steps: later, durationMs: 1 }))).toEqual(outline);
  });
});
