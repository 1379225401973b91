import type { Lane, Party, Step } from '@/lib/trace/step';
import { partiesOf } from '@/lib/trace/to-mermaid';

export type DiagramRow = {
  step: Step;
  number: number;
  /** Where its strip begins, and how high it is. */
  top: number;
  height: number;
  /** Where its arrow lies. */
  y: number;
  fromX: number;
  toX: number;
};
/** Consecutive steps that answer the same question. */
type DiagramBand = { lane: Lane; top: number; height: number };

type DiagramLayout = {
  width: number;
  height: number;
  columns: readonly { party: Party; x: number }[];
  rows: readonly DiagramRow[];
  bands: readonly DiagramBand[];
};

/** Units of the drawing; the page scales it. */
const DIAGRAM = { width: 1080, left: 132, head: 46, row: 46, foot: 14, edge: 70 } as const;

/** The room that the text of a step needs to the right of the last column. */
const SELF_TEXT = 330;
const MIN_COLUMN = 190;
const MAX_COLUMN = 420;

/** Places parties in columns, steps in rows, and a band behind each run of one lane. */
export function layOutDiagram(steps: readonly Step[]): DiagramLayout {
  const parties = partiesOf(steps);
  const last = parties.at(-1);
  const right = steps.some(({ from, to }) => from === to && to === last) ? SELF_TEXT : DIAGRAM.edge;
  const first = DIAGRAM.left + DIAGRAM.edge;
  const free = (DIAGRAM.width - first - right) / Math.max(parties.length - 1, 1);
  const column = Math.min(Math.max(free, MIN_COLUMN), MAX_COLUMN);
  const columns = parties.map((party, index) => ({ party, x: first + index * column }));
  const xOf = (party: Party) => columns.find((column) => column.party === party)?.x ?? 0;
  const rows = steps.map((step, index) => ({
    step,
    number: index + 1,
    top: DIAGRAM.head + index * DIAGRAM.row,
    height: DIAGRAM.row,
    y: DIAGRAM.head + index * DIAGRAM.row + DIAGRAM.row / 2,
    fromX: xOf(step.from),
    toX: xOf(step.to),
  }));
  const bands: DiagramBand[] = [];
  for (const [index, { lane }] of steps.entries()) {
    const band = bands.at(-1);
    if (band?.lane === lane) band.height += DIAGRAM.row;
    else bands.push({ lane, top: DIAGRAM.head + index * DIAGRAM.row, height: DIAGRAM.row });
  }
  return {
    width: Math.max(first + (parties.length - 1) * column + right, DIAGRAM.width),
    height: DIAGRAM.head + steps.length * DIAGRAM.row + DIAGRAM.foot,
    columns,
    rows,
    bands,
  };
}
