import type { Lane, Party, Step } from '@/lib/trace/step';
import { partiesOf } from '@/lib/trace/to-mermaid';

export type DiagramRow = { step: Step; number: number; y: number; fromX: number; toX: number };
/** Consecutive steps that answer the same question. */
export type DiagramBand = { lane: Lane; top: number; height: number };

export type DiagramLayout = {
  width: number;
  height: number;
  columns: readonly { party: Party; x: number }[];
  rows: readonly DiagramRow[];
  bands: readonly DiagramBand[];
};

/** Units of the drawing; the page scales it. */
export const DIAGRAM = { left: 132, head: 46, row: 46, foot: 14, column: 190, edge: 70 } as const;

/** Places parties in columns, steps in rows, and a band behind each run of one lane. */
export function layOutDiagram(steps: readonly Step[]): DiagramLayout {
  const parties = partiesOf(steps);
  const columns = parties.map((party, index) => ({
    party,
    x: DIAGRAM.left + DIAGRAM.edge + index * DIAGRAM.column,
  }));
  const xOf = (party: Party) => columns.find((column) => column.party === party)?.x ?? 0;
  const rows = steps.map((step, index) => ({
    step,
    number: index + 1,
    y: DIAGRAM.head + index * DIAGRAM.row + DIAGRAM.row / 2,
    fromX: xOf(step.from),
    toX: xOf(step.to),
  }));
  const bands: DiagramBand[] = [];
  for (const [index, { lane }] of steps.entries()) {
    const last = bands.at(-1);
    if (last?.lane === lane) last.height += DIAGRAM.row;
    else bands.push({ lane, top: DIAGRAM.head + index * DIAGRAM.row, height: DIAGRAM.row });
  }
  return {
    width: DIAGRAM.left + 2 * DIAGRAM.edge + Math.max(parties.length, 2) * DIAGRAM.column - 40,
    height: DIAGRAM.head + steps.length * DIAGRAM.row + DIAGRAM.foot,
    columns,
    rows,
    bands,
  };
}
