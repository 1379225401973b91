import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { maskSecrets } from '../mask-secrets';
import { oncePerProcess } from '../once-per-process';
import { isSourceRef, LANES, type Lane, PARTIES, type Party, type Step } from './step';

/** A request that asks for the moon gets no more arrows than a person can read. */
const MAX_STEPS = 120;
const MAX_TEXT = 300;

const recordings = oncePerProcess('trace-recordings', () => new Map<string, Step[]>());

/** Begins to collect the steps of a trace. */
export function openRecording(traceId: string): void {
  recordings.set(traceId, []);
}

/** The steps collected so far, in the order in which they began; collects no more. */
export function closeRecording(traceId: string): Step[] {
  const steps = recordings.get(traceId) ?? [];
  recordings.delete(traceId);
  return steps.sort((one, other) => one.startedAt - other.startedAt);
}

/** Adds steps that another process recorded for the same trace. */
export function addSteps(traceId: string, steps: readonly Step[]): void {
  const known = recordings.get(traceId);
  known?.push(...steps.slice(0, MAX_STEPS - known.length));
}

/**
 * Turns a finished span into a step. Texts are masked here, before anything is kept.
 *
 * Attack: a key in a path or an error text would be readable in every diagram that shows it.
 */
export function collectStep(span: ReadableSpan): void {
  const known = recordings.get(span.spanContext().traceId);
  if (!known || known.length >= MAX_STEPS) return;
  const text = (name: string): string | undefined => {
    const value = span.attributes[name];
    return typeof value === 'string' ? maskSecrets(value).slice(0, MAX_TEXT) : undefined;
  };
  const from = text('tollgate.from');
  const to = text('tollgate.to');
  const lane = text('tollgate.lane');
  if (!isParty(from) || !isParty(to) || !isLane(lane)) return;
  const code = text('tollgate.code');
  const refused = span.status.code === SpanStatusCode.ERROR;
  known.push({
    name: span.name,
    from,
    to,
    lane,
    text: text('tollgate.text') ?? span.name,
    ...(isSourceRef(code) ? { code } : {}),
    outcome: refused ? 'refused' : span.name.endsWith('.answer') ? 'answered' : 'passed',
    detail: text('tollgate.detail') ?? null,
    startedAt: toMs(span.startTime),
    durationMs: toMs(span.duration),
    seen: span.attributes['tollgate.seen'] !== false,
  });
}

function toMs([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

function isParty(value: string | undefined): value is Party {
  return value !== undefined && Object.hasOwn(PARTIES, value);
}

function isLane(value: string | undefined): value is Lane {
  return value !== undefined && Object.hasOwn(LANES, value);
}
