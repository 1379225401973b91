import { context, isSpanContextValid, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { z } from 'zod';
import { addSteps, closeRecording, openRecording } from './collect-step';
import { type Step, stepSchema } from './step';
import { getTracer } from './tracer';

/** The answer header that brings a called process's steps home. */
export const TRACE_STEPS_HEADER = 'tollgate-trace-steps';

const MAX_HEADER_BYTES = 12_000;

/**
 * Continues the trace of a caller: runs `run` while recording and hands the steps to `deliver`,
 * which sends them back. Without a watched `traceparent` it only runs.
 * @see https://www.w3.org/TR/trace-context/
 */
export function continueTrace<T>(
  traceparent: string | undefined,
  run: (encodeSteps: () => string | undefined) => T,
): T {
  if (!traceparent) return run(() => undefined);
  getTracer();
  const remote = propagation.extract(ROOT_CONTEXT, { traceparent });
  const parent = trace.getSpanContext(remote);
  if (!parent || !isSpanContextValid(parent)) return run(() => undefined);
  const span = getTracer().startSpan('remote', {}, remote);
  openRecording(parent.traceId);
  let done = false;
  return context.with(trace.setSpan(remote, span), () =>
    run(() => {
      if (done) return undefined;
      done = true;
      span.end();
      return encodeSteps(closeRecording(parent.traceId));
    }),
  );
}

/** Takes the steps that a called process sent with its answer into the trace that is being recorded. */
export function adoptSteps(header: string | string[] | undefined): void {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  if (!traceId || typeof header !== 'string') return;
  const parsed = z.array(stepSchema).max(60).safeParse(decode(header));
  if (parsed.success) addSteps(traceId, parsed.data);
}

function encodeSteps(steps: readonly Step[]): string | undefined {
  const header = Buffer.from(JSON.stringify(steps)).toString('base64url');
  return header.length > MAX_HEADER_BYTES ? undefined : header;
}

function decode(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
