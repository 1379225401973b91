import type { Principal } from '@/lib/auth/principal';
import { recordTrace } from '@/lib/trace/record-trace';
import type { Party } from '@/lib/trace/step';
import type { LabReport } from './lab-report';

/** A guard that the lab can take out of a copy of the API, made for one run and thrown away. */
export type RemovableGuard =
  | 'mode'
  | 'scope'
  | 'expiry-and-revocation'
  | 'address'
  | 'credential-in-url'
  | 'ambiguity'
  | 'address-rate'
  | 'header-only'
  | 'tenant'
  | 'fields'
  | 'forged-identity'
  | 'fail-closed'
  | 'token-audience'
  | 'token-sender'
  | 'proof'
  | 'proof-replay';

export type LabRequest = {
  method?: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** From where the call seems to come, as the front door would have worked it out. */
  address?: string | null;
  /** The guard that is missing in this run. */
  without?: RemovableGuard;
  /** A dependency that is down in this run. */
  broken?: 'database';
};

export type LabAnswer = {
  status: number;
  /** The slug of the problem; null where it is none. */
  problem: string | null;
  body: unknown;
  /** The text of the body with the request's own id taken out: for comparing answers. */
  comparable: string;
};

/** What a runner may use: the learner's own sandbox, and the API's own pipeline. */
export type Lab = {
  /** The learner, as owner of a workspace that holds nothing but what attacks make. */
  learner: Principal;
  /** The owner of the sandbox next door. */
  neighbour: Principal;
  /** Sends a request through the API's own checks and handlers. */
  send(request: LabRequest): Promise<LabAnswer>;
  /** Asks the running system for a page, as a browser with these cookies would. */
  visit(path: string, cookies?: Record<string, string>): Promise<Response>;
};

/** What a run saw. */
export type Observation = { refused: boolean; seen: string };

/**
 * How an attack is run. The page and the test suite run the same: with the guard it must be refused
 * as `refusal` says, without it it must succeed.
 */
export type Runner = {
  /** What is seen with the guard in place, exactly. */
  refusal: string;
  /** How the guard is taken away, for the reader. */
  removal: string;
  /** Asks the running system for its pages, so it is tested through them. */
  needsPages?: true;
  run(lab: Lab, guarded: boolean): Promise<Observation>;
};

/** What an answer of the API means for the attack. */
export function toObservation(answer: LabAnswer): Observation {
  const seen = `${answer.status} ${answer.problem ?? 'OK'}`;
  return { refused: answer.status >= 400, seen };
}

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
