import { type Style, STYLES } from './style';
import summary from './take.json';

/** A part that can leave: how much of it there is, and what it takes along. */
export type Takeable = {
  /** Its name for `tollgate eject`. */
  part: string;
  style: Style;
  title: string;
  /** Of its own code, its tests apart. */
  files: number;
  maxLines: number;
  /** Files of tests. */
  tests: number;
  inside: readonly string[];
  leftOut: readonly string[];
  command: string;
};

/** Of the shadcn command line: the one that `npm run proof -- registry` runs. */
export const SHADCN_VERSION = '4.23.1';

/** Every part that `tollgate eject` knows. The figures are computed from the copies. */
export const TAKEABLES: readonly Takeable[] = summary.flatMap((one) => {
  const style = STYLES.find((name) => name === one.style);
  const command = `npm run -s tollgate -- eject ${one.part} ../my-${one.part}
cd ../my-${one.part} && npm install && npm test && npm start`;
  return style ? [{ ...one, style, command }] : [];
});

/** The parts that a name stands for, in the order of the page. */
export function takeablesOf(parts: readonly string[]): Takeable[] {
  return TAKEABLES.filter(({ part }) => parts.includes(part));
}
