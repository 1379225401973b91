import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { closeRecording, openRecording } from './collect-step';
import type { Step } from './step';
import { getTracer, WATCHED } from './tracer';

/** What a run returned or threw, and every step on the way. */
export type Recording<T> = { traceId: string; steps: Step[] } & (
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
