import type { StepInfo } from '@/lib/trace/step';
import { traceStep } from '@/lib/trace/trace-step';
import type { Sight } from './lab';

/** Carries a refusal through the trace, so that its step is drawn as refused. */
class Refused extends Error {
  constructor(readonly sight: Sight) {
    super(sight.seen);
  }

  override toString(): string {
    return this.sight.seen;
  }
}

/** Runs one step of an attack and records what came of it: passed, or refused and why. */
export async function showVerdict(info: StepInfo, run: () => Promise<Sight>): Promise<Sight> {
  try {
    return await traceStep(
      info,
      async () => {
        const sight = await run();
        if (sight.refused) throw new Refused(sight);
        return sight;
      },
      ({ seen }) => seen,
    );
  } catch (error) {
    if (error instanceof Refused) return error.sight;
    throw error;
  }
}

/** What several attempts mean together: refused only where each of them was. */
export function joinSights(sights: readonly Sight[]): Sight {
  return {
    refused: sights.every(({ refused }) => refused),
    seen: sights.map(({ seen }) => seen).join('; '),
  };
}
