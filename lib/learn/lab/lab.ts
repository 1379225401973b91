import type { Principal } from '@/lib/auth/principal';
import type { Step } from '@/lib/trace/step';

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
  | 'token-sender';

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
export type Sight = { refused: boolean; seen: string };

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
  run(lab: Lab, guarded: boolean): Promise<Sight>;
};

export type LabReport = Sight & {
  guarded: boolean;
  /** Refused with the guard, not refused without it. */
  asExpected: boolean;
  steps: readonly Step[];
  durationMs: number;
};

/** What an answer of the API means for the attack. */
export function sightOf(answer: LabAnswer): Sight {
  const seen = `${answer.status} ${answer.problem ?? 'OK'}`;
  return { refused: answer.status >= 400, seen };
}
