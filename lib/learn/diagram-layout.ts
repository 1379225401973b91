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
  /** Where its text begins, and the text in one or two lines. */
  textX: number;
  label: readonly string[];
  /** What was found, cut to the room there is; the list beside the picture has all of it. */
  detail: string | null;
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
const DIAGRAM = {
  width: 1080,
  left: 132,
  head: 46,
  row: 46,
  line: 16,
  foot: 14,
  edge: 70,
} as const;

/** The room that the text of a step needs to the right of the last column. */
const SELF_TEXT = 330;
/** A letter of 13 units is about half as wide. */
const LETTER = 6.4;
const MAX_LETTERS = 60;
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
  const width = Math.max(first + (parties.length - 1) * column + right, DIAGRAM.width);
  const rows: DiagramRow[] = [];
  let top: number = DIAGRAM.head;
  for (const [index, step] of steps.entries()) {
    const fromX = xOf(step.from);
    const toX = xOf(step.to);
    const self = fromX === toX;
    const textX = self ? fromX + 22 : Math.min(fromX, toX) + 14;
    const reach = self ? width - textX : Math.max(MIN_COLUMN, Math.abs(toX - fromX));
    const room = Math.min(MAX_LETTERS, Math.floor(reach / LETTER));
    const label = wrapLabel(`${index + 1}. ${step.text}`, room);
    const extra = (label.length - 1) * DIAGRAM.line;
    const height = DIAGRAM.row + extra;
    const y = top + extra + DIAGRAM.row / 2;
    const detail = step.detail === null ? null : shorten(step.detail, room);
    rows.push({ step, number: index + 1, top, height, y, fromX, toX, textX, label, detail });
    top += height;
  }
  const bands: DiagramBand[] = [];
  for (const { step, top, height } of rows) {
    const band = bands.at(-1);
    if (band?.lane === step.lane) band.height += height;
    else bands.push({ lane: step.lane, top, height });
  }
  return {
    width,
    height: top + DIAGRAM.foot,
    columns,
    rows,
    bands,
  };
}

/** Breaks a text between words into at most two lines; what is left over ends in an ellipsis. */
function wrapLabel(text: string, room: number): string[] {
  if (text.length <= room) return [text];
  const space = text.lastIndexOf(' ', room);
  const at = space > room / 2 ? space : room;
  return [text.slice(0, at), shorten(text.slice(at).trimStart(), room)];
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
