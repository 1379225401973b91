import { isSpanContextValid, trace } from '@opentelemetry/api';
import pino from 'pino';
import { getEnv } from './env';
import { currentRequestId } from './http/client-context';
import { maskSecrets } from './mask-secrets';

const REDACTED_FIELDS = [
  'authorization',
  'cookie',
  '["x-api-key"]',
  '["set-cookie"]',
  'password',
  'secret',
  'token',
  'code',
  'code_verifier',
];

/**
 * The structured log: one JSON object a line, to standard output. Fields that name a secret are
 * dropped, and any credential of ours inside a text is masked at write. A line that is written while a
 * request is answered has its `request_id`, and its `trace_id` where it is traced.
 * @param name the process or part that writes, e.g. `web` or `billing`.
 */
export function createLog(name: string): pino.Logger {
  return pino({
    name,
    level: getEnv().LOG_LEVEL,
    base: { process: name },
    mixin: describeMoment,
    redact: {
      paths: REDACTED_FIELDS.flatMap((field) =>
        field.startsWith('[') ? [field, `*${field}`] : [field, `*.${field}`],
      ),
      censor: '[redacted]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: maskSecrets },
  });
}

/** What a line belongs to, without each caller having to say so. */
function describeMoment(): Record<string, string> {
  const requestId = currentRequestId();
  const span = trace.getActiveSpan()?.spanContext();
  return {
    ...(requestId ? { request_id: requestId } : {}),
    ...(span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {}),
  };
}
