import type { IncomingMessage, ServerResponse } from 'node:http';
import { context as activeContext, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { ClientContext } from '@/lib/http/client-context';
import { EXPORTED, getTracer } from '@/lib/trace/tracer';

/**
 * Answers a request inside a span that is exported. What a caller says about traces is not taken:
 * each request begins its own.
 */
export function traceAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  caller: ClientContext,
  run: () => Promise<void> | void,
): Promise<void> | void {
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
    const { route = caller.part ?? 'none' } = caller;
    span.updateName(`${request.method} ${route}`);
    span.setAttribute('http.route', route);
    span.setAttribute('http.response.status_code', response.statusCode);
    span.end();
  });
  return activeContext.with(trace.setSpan(ROOT_CONTEXT, span), run);
}
