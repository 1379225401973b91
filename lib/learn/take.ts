import { type Style, STYLES } from './style';
import summary from './take.json';

/** A style that can leave: how much of it there is, and what it takes along. */
export type Takeable = {
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

/** Every style that `tollgate eject` knows. The figures are computed from the copies. */
export const TAKEABLES: readonly Takeable[] = summary.flatMap((one) => {
  const style = STYLES.find((name) => name === one.style);
  const command = `npm run -s tollgate -- eject ${one.style} ../my-${one.style}
cd ../my-${one.style} && npm install && npm test && npm start`;
  return style ? [{ ...one, style, command }] : [];
});

/** Whether a style can be taken out. */
export function isTakeable(style: Style): boolean {
  return TAKEABLES.some((one) => one.style === style);
}
