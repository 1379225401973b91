import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { getEnv } from '../env';
import { maskSecrets } from '../mask-secrets';

/**
 * Sends spans to a collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one; otherwise there is none.
 * The exporter reads the other standard variables itself (headers, timeout, compression).
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function createExportProcessor(): SpanProcessor | undefined {
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
