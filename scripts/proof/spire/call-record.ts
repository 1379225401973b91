import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const at = z.number();
const callEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('identity'),
    at,
    id: z.string(),
    issuer: z.string(),
    /** CAs in the trust bundle. */
    authorities: z.number(),
    lifetimeMs: z.number(),
  }),
  z.object({ kind: z.literal('no-identity'), at, reason: z.string() }),
  /** Calls answered with 200 since the last such event. */
  z.object({ kind: z.literal('answered'), at, calls: z.number() }),
  z.object({ kind: z.literal('failure'), at, hadIdentity: z.boolean(), reason: z.string() }),
]);

/** What the calling process writes down, one JSON object a line; `at` in milliseconds. */
export type CallEvent = z.infer<typeof callEventSchema>;
type Identity = Extract<CallEvent, { kind: 'identity' }>;

/** What a caller saw until a moment. */
export type CallRecord = {
  answered: number;
  /** Failed although its own certificate was valid. */
  failed: number;
  reasons: ReadonlyMap<string, number>;
  identities: readonly Identity[];
  refusedIdentity?: string;
  lastAnsweredAt: number;
};

/** Reads what a caller wrote between two moments, in milliseconds since 1970. */
export function readCalls(file: string, from = 0, until = Number.POSITIVE_INFINITY): CallRecord {
  const reasons = new Map<string, number>();
  const identities: Identity[] = [];
  const record = { answered: 0, failed: 0, lastAnsweredAt: 0 };
  let refusedIdentity: string | undefined;
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  for (const line of lines) {
    const event = callEventSchema.parse(JSON.parse(line));
    if (event.at < from || event.at > until) continue;
    if (event.kind === 'identity') identities.push(event);
    if (event.kind === 'no-identity') refusedIdentity = event.reason;
    if (event.kind === 'answered') {
      record.answered += event.calls;
      if (event.calls > 0) record.lastAnsweredAt = event.at;
    }
    if (event.kind === 'failure') {
      if (event.hadIdentity) record.failed += 1;
      reasons.set(event.reason, (reasons.get(event.reason) ?? 0) + 1);
    }
  }
  return { ...record, reasons, identities, refusedIdentity };
}
