import { describe, expect, it } from 'vitest';
import type { Step } from '@/lib/trace/step';
import { layOutDiagram } from './diagram-layout';

const step = (from: Step['from'], to: Step['to'], lane: Step['lane']): Step => ({
  name: 'x',
  from,
  to,
  lane,
  text: 'x',
  outcome: 'passed',
  detail: null,
  startedAt: 0,
  durationMs: 0,
  seen: true,
});

describe('the layout of a diagram', () => {
  it('has a column for each party, a row for each step, a band for each run of a lane', () => {
    const { columns, rows, bands } = layOutDiagram([
      step('client', 'web', 'who'),
      step('web', 'web', 'who'),
      step('web', 'billing', 'may'),
      step('billing', 'web', 'who'),
    ]);
    expect(columns.map(({ party }) => party)).toEqual(['client', 'web', 'billing']);
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(bands.map(({ lane }) => lane)).toEqual(['who', 'may', 'who']);
    expect(bands[0]?.height).toBe(2 * (bands[1]?.height ?? 0));
  });

  it('leaves room for what the last party does by itself', () => {
    const { width, columns } = layOutDiagram([
      step('web', 'billing', 'who'),
      step('billing', 'billing', 'who'),
    ]);
    expect(width - (columns.at(-1)?.x ?? 0)).toBeGreaterThanOrEqual(330);
  });
});
