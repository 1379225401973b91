import { context, propagation, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { getEnv } from '../env';
import { oncePerProcess } from '../once-per-process';
import { collectStep } from './collect-step';
import { createExportProcessor } from './export-spans';

/** Hands each finished span to whoever records its trace. Nothing is kept. */
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

/** The attribute of a span that begins a trace for the collector. */
export const EXPORTED = 'tollgate.exported';

/** Records what belongs to a recording or an exported trace, and none of the spans that a framework begins by itself. */
const watchedOnly: Sampler = {
  shouldSample: (_context, _traceId, _name, _kind, attributes) => ({
    decision:
      attributes[WATCHED] === true || attributes[EXPORTED] === true
        ? SamplingDecision.RECORD_AND_SAMPLED
        : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'watched or exported only',
};

const exportEnd = oncePerProcess('tracer-end', () => ({ flush: async () => {} }));

/** Sends what has not been sent yet, for a graceful stop. */
export async function closeTracer(): Promise<void> {
  await exportEnd.flush();
}

/**
 * The tracer of this process, set up at the first recording. Until then OpenTelemetry's own no-op
 * stands in, so that a process where nobody watches pays nothing.
 */
export function getTracer(): Tracer {
  return oncePerProcess('tracer', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const exporting = createExportProcessor();
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': getEnv().OTEL_SERVICE_NAME }),
      sampler: new ParentBasedSampler({ root: watchedOnly }),
      spanProcessors: exporting ? [processor, exporting] : [processor],
    });
    exportEnd.flush = () => provider.shutdown();
    trace.setGlobalTracerProvider(provider);
    return provider.getTracer('tollgate');
  });
}
