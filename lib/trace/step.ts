import { z } from 'zod';

/** Who takes part in a request, as a diagram's columns. */
export const PARTIES = {
  client: 'Client',
  browser: 'Browser',
  app: 'App',
  job: 'CI job',
  agent: 'AI agent',
  attacker: 'Attacker',
  server: 'Authorization server',
  web: 'Tollgate',
  provider: 'Identity provider',
  billing: 'Billing',
  database: 'Database',
} as const;

export type Party = keyof typeof PARTIES;

/** The two questions that every door asks, and the work that is done once both are answered. */
export const LANES = { who: 'Who are you?', may: 'May you?', work: 'The work' } as const;

export type Lane = keyof typeof LANES;

/**
 * A place in the source: `lib/auth/authorize.ts#requireScope` is a declaration of a file,
 * `lib/auth/authorize.ts#requireScope:scopes` the first statement in it with that word. Symbols
 * survive edits of the lines around them.
 */
export type SourceRef = `${string}.${'ts' | 'tsx' | 'prisma'}#${string}`;

const SOURCE_REF = /^[\w./()[\]-]+\.(?:tsx?|prisma)#[\w$]+(?::.+)?$/;

export function isSourceRef(text: string | undefined): text is SourceRef {
  return text !== undefined && SOURCE_REF.test(text);
}

/** What an instrumented point says about itself. */
export type StepInfo = {
  /** A stable name that tests rely on, e.g. `api-key.lookup`. */
  name: string;
  from: Party;
  to: Party;
  lane: Lane;
  /** What the arrow says. */
  text: string;
  code?: SourceRef;
};

/** One arrow of a diagram, as it really happened. Every text has been masked. */
export type Step = StepInfo & {
  outcome: 'passed' | 'refused' | 'answered';
  /** What was found: a status, a reason, a SPIFFE ID. */
  detail: string | null;
  /** Milliseconds since the epoch, with fractions. */
  startedAt: number;
  durationMs: number;
  /** False where we know it from its effect only, such as what happened at a provider. */
  seen: boolean;
};

const keys = <T extends string>(table: Record<T, string>) =>
  z.enum(Object.keys(table) as [T, ...T[]]);

/** A step that comes from another process or out of the database. */
export const stepSchema = z.object({
  name: z.string().max(80),
  from: keys(PARTIES),
  to: keys(PARTIES),
  lane: keys(LANES),
  text: z.string().max(300),
  code: z.string().max(300).refine(isSourceRef).optional(),
  outcome: z.enum(['passed', 'refused', 'answered']),
  detail: z.string().max(300).nullable(),
  startedAt: z.number(),
  durationMs: z.number(),
  seen: z.boolean(),
});

export type Trace = {
  id: string;
  workspaceId: string;
  /** Who watched it. */
  userId: string;
  title: string;
  startedAt: Date;
  steps: readonly Step[];
};
