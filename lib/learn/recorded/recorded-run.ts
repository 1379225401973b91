import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type DrillResult, drillSchema } from '../lab/measure-revocation';
import { type LabReport, labReportSchema } from '../lab/lab-report';

/** A run of the lab that ships with the project. Times count from its beginning. */
export type RecordedRun = LabReport & {
  /** How many steps were left out in the middle; such a run repeats itself. */
  leftOut: number;
};

const runSchema = labReportSchema.extend({ leftOut: z.int().min(0) });

const fileSchema = z.object({
  guarded: runSchema,
  /** Absent where there is no guard to take away: the chapters and the comparison. */
  unguarded: runSchema.optional(),
});

export type RecordedRuns = z.infer<typeof fileSchema>;

const FOLDER = 'lib/learn/recorded/runs';
const EDGE_STEPS = 10;

/** The file of a recording, from the root of the project. @param id an attack's slug, a style, a cell. */
export function recordedFile(id: string): string {
  return `${FOLDER}/${id.replace(':', '-')}.json`;
}

/**
 * The recorded runs of an attack, a chapter or a cell of the comparison, made by
 * `npm run record-runs` with real requests.
 * @throws {Error} where there is no recording of that id, or one that does not parse.
 */
export function readRecordedRuns(id: string): RecordedRuns {
  return fileSchema.parse(readJson(recordedFile(id)));
}

/** The recorded revocation drill. @throws {Error} where it is not there or does not parse. */
export function readRecordedDrill(): DrillResult[] {
  return drillSchema.parse(readJson(recordedFile('revocation-drill')));
}

function readJson(file: string): unknown {
  const text = readFileSync(path.join(/*turbopackIgnore: true*/ process.cwd(), file), 'utf8');
  return JSON.parse(text);
}

/** A run as it is recorded: times from its beginning, and of many steps the first and the last. */
export function toRecordedRun(report: LabReport): RecordedRun {
  const begin = report.steps[0]?.startedAt ?? 0;
  const steps = report.steps.map((step) => ({
    ...step,
    startedAt: round(step.startedAt - begin),
    durationMs: round(step.durationMs),
  }));
  const leftOut = Math.max(0, steps.length - 2 * EDGE_STEPS - 12);
  return {
    ...report,
    steps: leftOut > 0 ? [...steps.slice(0, EDGE_STEPS), ...steps.slice(-EDGE_STEPS)] : steps,
    durationMs: round(report.durationMs),
    leftOut: leftOut > 0 ? steps.length - 2 * EDGE_STEPS : 0,
  };
}

/**
 * What a recording and a new run must have in common: what was seen, and each kind of step with who
 * took part, which lines checked it and what came of it. Values that differ from run to run are
 * taken out, and so is the order, because some attacks send many requests at once.
 */
export function outlineRun({ refused, seen, steps }: LabReport): unknown {
  const lines = steps.map(({ name, from, to, lane, text, code = '', outcome }) =>
    [name, `${from} > ${to}`, lane, maskValues(text), code, outcome].join(' | '),
  );
  return { refused, seen: maskValues(seen), steps: [...new Set(lines)].toSorted() };
}

/** Parts of secrets, ids of keys in paths, numbers, ports and times. */
const VALUE = /[\w-]*…[\w-]*|(?<=\/api-keys\/)\w+|\b\d[\w.,:-]*/g;

function maskValues(text: string): string {
  return text.replace(VALUE, '…');
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
