import type { Style } from '../style';
import type { TheftId } from './thefts';

/** Who calls the API. */
export const CALLERS = {
  person: 'A person',
  app: 'An app of someone else',
  agent: 'An AI agent',
  job: 'A CI job',
  service: 'A service of one’s own',
} as const;

export type Caller = keyof typeof CALLERS;

export type Cell = {
  caller: Caller;
  fit: 'good' | 'possible' | 'no';
  text: string;
  /** Absent where such a credential does not exist here, so nothing can be stolen. */
  theft?: TheftId;
};

export type Rung = {
  id: string;
  style: Style;
  title: string;
  /** What the server asks for. */
  asks: string;
  /** What it costs to operate. */
  cost: string;
  cells: readonly Cell[];
};
