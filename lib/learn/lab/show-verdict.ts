import type { StepInfo } from '@/lib/trace/step';
import { traceStep } from '@/lib/trace/trace-step';
import type { Observation } from './lab';

/** Carries a refusal through the trace, so that its step is drawn as refused. */
class Refused extends Error {
  constructor(readonly observation: Observation) {
    super(observation.seen);
  }

  override toString(): string {
    return this.observation.seen;
  }
}

/** Runs one step of an attack and records what came of it: passed, or refused and why. */
export async function showVerdict(
  info: StepInfo,
  run: () => Promise<Observation>,
): Promise<Observation> {
  try {
    return await traceStep(
      info,
      async () => {
        const observation = await run();
        if (observation.refused) throw new Refused(observation);
        return observation;
      },
      ({ seen }) => seen,
    );
  } catch (error) {
    if (error instanceof Refused) return error.observation;
    throw error;
  }
}

/** What several attempts mean together: refused only where each of them was. */
export function joinObservations(observations: readonly Observation[]): Observation {
  return {
    refused: observations.every(({ refused }) => refused),
    seen: observations.map(({ seen }) => seen).join('; '),
  };
}
