import { context, propagation, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { ProblemError } from '../http/problem';
import type { StepInfo } from './step';

/**
 * Runs one step of a request and, where the request is being watched, records it: from whom to
 * whom, which question it answers, and how it went. Where no one watches, it only runs.
 * @param describe what to say about the result; a refusal speaks for itself.
 */
export function traceStep<T>(
  info: StepInfo,
  run: () => Promise<T>,
  describe?: (result: T) => string,
): Promise<T>;
export function traceStep<T>(info: StepInfo, run: () => T, describe?: (result: T) => string): T;
export function traceStep<T>(
  info: StepInfo,
  run: () => T | Promise<T>,
  describe?: (result: T) => string,
): T | Promise<T> {
  if (!isWatched()) return run();
  const tracer = trace.getTracer('tollgate');
  return tracer.startActiveSpan(info.name, { attributes: toAttributes(info) }, (span) => {
    const pass = (result: T): T => {
      if (describe) span.setAttribute('tollgate.detail', describe(result));
      span.end();
      return result;
    };
    try {
      const result = run();
      if (!(result instanceof Promise)) return pass(result);
      return result.then(pass, (error: unknown) => refuse(span, error));
    } catch (error) {
      return refuse(span, error);
    }
  });
}

/** Records a step that needs no running: an arrow that is known from what came of it. */
export function noteStep(info: StepInfo, detail?: string, seen = true): void {
  if (!isWatched()) return;
  const span = trace.getTracer('tollgate').startSpan(info.name, { attributes: toAttributes(info) });
  if (detail) span.setAttribute('tollgate.detail', detail);
  if (!seen) span.setAttribute('tollgate.seen', false);
  span.end();
}

/** Whether this request is being watched. */
export function isWatched(): boolean {
  return trace.getActiveSpan()?.isRecording() ?? false;
}

/**
 * The headers that carry a watched trace to another process; empty where no one watches.
 * @see https://www.w3.org/TR/trace-context/
 */
export function traceHeaders(): Record<string, string> {
  if (!isWatched()) return {};
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

function refuse(span: Span, error: unknown): never {
  const reason = error instanceof ProblemError ? `${error.status} ${error.slug}` : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('tollgate.detail', reason);
  span.end();
  throw error;
}

function toAttributes(info: StepInfo): Record<string, string> {
  return {
    'tollgate.from': info.from,
    'tollgate.to': info.to,
    'tollgate.lane': info.lane,
    'tollgate.text': info.text,
    ...(info.code
      ? { 'code.file.path': info.code.split('#', 1)[0] ?? '', 'tollgate.code': info.code }
      : {}),
  };
}
