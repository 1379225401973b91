import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import process from 'node:process';
import type { Spread } from './compare';

/** One figure that has a goal. */
export type Figure = {
  what: string;
  /** `x` is a ratio. */
  unit: string;
  value: number;
  /** The quarters on each side of the median, where it was measured often. */
  low?: number;
  high?: number;
  goal?: { at: 'most' | 'least'; value: number };
};

/** A figure for the chart, without a goal. */
export type Bar = { label: string; value: number };

export type BenchResult = {
  name: string;
  title: string;
  figures: Figure[];
  /** The same thing against itself: how much of a ratio is noise. */
  control?: Figure;
  chart?: { title: string; unit: string; bars: Bar[] };
  /** What a reader has to know to believe it. */
  remarks?: string[];
};

export type SavedResult = BenchResult & { machine: Machine };

export type Machine = {
  date: string;
  cpu: string;
  cores: number;
  node: string;
  /** Mean of runnable processes over the last five minutes: above the cores, others were at work. */
  load: number;
};

/** Prints a result as JSON; with `--save` it becomes the one that `docs/performance.md` shows. */
export function publish(result: BenchResult): void {
  const saved: SavedResult = { ...result, machine: describeMachine() };
  const text = `${JSON.stringify(saved, null, 2)}\n`;
  process.stdout.write(text);
  if (!process.argv.includes('--save')) return;
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(`bench/results/${result.name}.json`, text);
}

/** Whether a figure is where it should be; undefined where nothing was set. */
export function isReached({ value, goal }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return goal.at === 'most' ? value <= goal.value : value >= goal.value;
}

/** A figure of a spread, rounded. */
export function toFigure(
  what: string,
  unit: string,
  { median, low, high }: Spread,
  goal?: Figure['goal'],
): Figure {
  return {
    what,
    unit,
    value: round(median),
    low: round(low),
    high: round(high),
    ...(goal && { goal }),
  };
}

/** Three digits that mean something. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

function describeMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
    load: round(loadavg()[1] ?? 0),
  };
}
