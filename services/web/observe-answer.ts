import type { IncomingMessage, ServerResponse } from 'node:http';
import { context as activeContext, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { ClientContext } from '@/lib/http/client-context';
import { getMetrics } from '@/lib/metrics';
import { EXPORTED, getTracer } from '@/lib/trace/tracer';

export type ObserveAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  context: ClientContext,
) => void;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Counts an answer when it is done.
 *
 * Attack: a label for each path or method that someone makes up would fill the memory. Routes come
 * from the table of endpoints, parts and methods from short lists.
 */
export const observeAnswer: ObserveAnswer = (request, response, context) => {
  const startedAt = performance.now();
  response.once('close', () => {
    const { requests, latency } = getMetrics();
    const { routeClass: part = 'none', route = 'none' } = context;
    const method = METHODS.has(request.method ?? '') ? String(request.method) : 'other';
    requests.inc({ part, route, method, status: response.statusCode });
    latency.observe({ part, route }, (performance.now() - startedAt) / 1_000);
  });
};

/**
 * Answers a request inside a span that is exported. What a caller says about traces is not taken:
 * each request begins its own.
 */
export function traceAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  caller: ClientContext,
  run: () => Promise<void>,
): Promise<void> {
  const span = getTracer().startSpan(
    `${request.method} request`,
    {
      root: true,
      kind: SpanKind.SERVER,
      attributes: {
        [EXPORTED]: true,
        'http.request.method': request.method ?? '',
        'tollgate.request_id': caller.requestId,
      },
    },
    ROOT_CONTEXT,
  );
  response.once('close', () => {
    const { route = caller.routeClass ?? 'none' } = caller;
    span.updateName(`${request.method} ${route}`);
    span.setAttribute('http.route', route);
    span.setAttribute('http.response.status_code', response.statusCode);
    span.end();
  });
  return activeContext.with(trace.setSpan(ROOT_CONTEXT, span), run);
}
