import { recordTrace } from '@/lib/trace/record-trace';
import type { Party } from '@/lib/trace/step';
import type { Lab, LabReport, Runner } from './lab';

/**
 * Runs an attack once, with its guard or without, and records every step.
 * @param caller as whom a diagram shows the one who calls.
 * @throws whatever the runner throws: then the lab is broken, and nothing was shown.
 */
export async function launchAttack(
  runner: Runner,
  lab: Lab,
  guarded: boolean,
  caller: Party = 'attacker',
): Promise<LabReport> {
  const startedAt = performance.now();
  const recording = await recordTrace('attack', () => runner.run(lab, guarded));
  if (!recording.ok) throw recording.error;
  const { refused, seen } = recording.result;
  const asExpected = guarded ? refused && seen === runner.refusal : !refused;
  const steps = recording.steps.map((step) => ({
    ...step,
    from: step.from === 'client' ? caller : step.from,
    to: step.to === 'client' ? caller : step.to,
  }));
  return { refused, seen, guarded, asExpected, steps, durationMs: performance.now() - startedAt };
}
