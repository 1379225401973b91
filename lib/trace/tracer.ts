import { context, propagation, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { getEnv } from '../env';
import { maskSecrets } from '../mask-secrets';
import { oncePerProcess } from '../once-per-process';
import { collectStep } from './collect-step';

/** Hands each finished span to the code that records its trace. Nothing is kept. */
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
 * stands in, so that a process where no one watches pays nothing.
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

/**
 * Sends spans to a collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one; otherwise there is none.
 * The exporter reads the other standard variables itself (headers, timeout, compression).
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
function createExportProcessor(): SpanProcessor | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = getEnv();
  if (!endpoint) return undefined;
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  return new BatchSpanProcessor(maskingExporter(new OTLPTraceExporter({ url })));
}

/** Attack: what a step says of a credential is meant for its owner's page, not for a collector. */
function maskingExporter(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(maskSpan), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function maskSpan(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(
    Object.entries(span.attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? maskSecrets(value) : value,
    ]),
  );
  return Object.create(span, { attributes: { value: attributes, enumerable: true } });
}
