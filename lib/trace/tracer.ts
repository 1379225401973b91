import { context, propagation, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { oncePerProcess } from '../once-per-process';
import { collectStep } from './collect-step';

/** Hands each finished span to whoever records its trace. Nothing is exported, nothing is kept. */
const processor: SpanProcessor = {
  onStart() {},
  onEnd(span: ReadableSpan) {
    collectStep(span);
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};

/** The attribute of the one span that begins a recording. */
export const WATCHED = 'tollgate.watched';

/** Records what belongs to a recording, and none of the spans that a framework begins by itself. */
const watchedOnly: Sampler = {
  shouldSample: (_context, _traceId, _name, _kind, attributes) => ({
    decision:
      attributes[WATCHED] === true
        ? SamplingDecision.RECORD_AND_SAMPLED
        : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'watched only',
};

/**
 * The tracer of this process, set up at the first recording. Until then OpenTelemetry's own no-op
 * stands in, so that a process where nobody watches pays nothing.
 */
export function getTracer(): Tracer {
  return oncePerProcess('tracer', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const provider = new BasicTracerProvider({
      sampler: new ParentBasedSampler({ root: watchedOnly }),
      spanProcessors: [processor],
    });
    trace.setGlobalTracerProvider(provider);
    return provider.getTracer('tollgate');
  });
}
