import type { SourceRef, Step } from '@/lib/trace/step';
import { readRecordedRuns } from './recorded/recorded-run';
import { STYLES, type Style } from './style';

/** What happens before the call, and what becomes of it, in this order. */
export const PHASES = {
  before: 'Before the first call',
  sent: 'What the call carries',
  who: 'Who are you?',
  may: 'May you?',
  work: 'The work, and the response',
} as const;

export type Phase = keyof typeof PHASES;

export type DoorStep = {
  text: string;
  detail: string | null;
  code?: SourceRef;
  /** Whether another door runs the very same line. */
  shared: boolean;
};

export type Door = { style: Style; phases: Record<Phase, DoorStep[]> };

/** The call itself among the steps of a run. */
const isCall = ({ text }: Step) => /^GET \//.test(text);

/** With mTLS the proof comes first: what is before the call answers who calls. */
function phaseOf(style: Style, step: Step, position: number, call: number): Phase {
  if (position === call) return 'sent';
  if (position < call) return style === 'mtls' ? 'who' : 'before';
  return step.lane;
}

/**
 * The recorded calls of the three chapters, cut into the same phases, so that they can be read side by
 * side.
 * @throws {Error} where a recording has no call.
 */
export function compareDoors(): Door[] {
  const runs = STYLES.map((style) => ({ style, steps: readRecordedRuns(style).guarded.steps }));
  const users = new Map<SourceRef, Set<Style>>();
  for (const { style, steps } of runs) {
    for (const { code } of steps) {
      if (code) users.set(code, (users.get(code) ?? new Set<Style>()).add(style));
    }
  }
  return runs.map(({ style, steps }) => {
    const call = steps.findIndex(isCall);
    if (call < 0) throw new Error(`The recording of ${style} has no call.`);
    const phases: Door['phases'] = { before: [], sent: [], who: [], may: [], work: [] };
    for (const [position, step] of steps.entries()) {
      const { text, detail, code } = step;
      const shared = code !== undefined && (users.get(code)?.size ?? 0) > 1;
      const phase = phases[phaseOf(style, step, position, call)];
      phase.push({ text, detail, shared, ...(code && { code }) });
    }
    return { style, phases };
  });
}
