import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import { oncePerProcess } from '../once-per-process';
import { closeRecording, openRecording } from './collect-step';
import type { Step, Trace } from './step';
import { getTracer, WATCHED } from './tracer';

/** What a run returned or threw, and every step on the way. */
type Recording<T> = { traceId: string; steps: Step[] } & (
  | { ok: true; result: T }
  | { ok: false; error: unknown }
);

/**
 * Runs something while its steps are recorded, here and in every process that it calls. What it
 * throws is part of the recording.
 */
export async function recordTrace<T>(name: string, run: () => Promise<T>): Promise<Recording<T>> {
  const tracer = getTracer();
  const span = tracer.startSpan(
    name,
    { root: true, attributes: { [WATCHED]: true } },
    ROOT_CONTEXT,
  );
  const { traceId } = span.spanContext();
  openRecording(traceId);
  try {
    const result = await context.with(trace.setSpan(ROOT_CONTEXT, span), run);
    span.end();
    return { traceId, steps: closeRecording(traceId), ok: true, result };
  } catch (error) {
    span.end();
    return { traceId, steps: closeRecording(traceId), ok: false, error };
  }
}

/** Keeps the last 50 traces of a workspace. */
export const TRACES_PER_WORKSPACE = 50;

const MAX_WORKSPACES = 500;
const KEPT_MS = 24 * 3_600_000;

const store = oncePerProcess(
  'trace-store',
  () => new LRUCache<string, Trace[]>({ max: MAX_WORKSPACES, ttl: KEPT_MS }),
);

/** Keeps a trace for its workspace. */
export function keepTrace(trace: Trace): void {
  const kept = store.get(trace.workspaceId) ?? [];
  store.set(trace.workspaceId, [trace, ...kept].slice(0, TRACES_PER_WORKSPACE));
}

/** The traces of a workspace, newest first. */
export function listTraces(workspaceId: string): readonly Trace[] {
  return store.get(workspaceId) ?? [];
}

/** One trace of a workspace. Another workspace's does not exist. */
export function findTrace(workspaceId: string, id: string): Trace | undefined {
  return listTraces(workspaceId).find((trace) => trace.id === id);
}
