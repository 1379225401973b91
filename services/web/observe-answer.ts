import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientContext } from '@/lib/http/client-context';
import { getMetrics } from '@/lib/metrics';

export type ObserveAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  context: ClientContext,
) => void;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Counts an answer when it is done.
 *
 * Attack: a label for each path or method that somebody makes up would fill the memory. Routes come
 * from the table of endpoints, parts and methods from short lists.
 */
export const observeAnswer: ObserveAnswer = (request, response, context) => {
  const startedAt = performance.now();
  response.once('close', () => {
    const { requests, latency } = getMetrics();
    const { part = 'none', route = 'none' } = context;
    const method = METHODS.has(request.method ?? '') ? String(request.method) : 'other';
    requests.inc({ part, route, method, status: response.statusCode });
    latency.observe({ part, route }, (performance.now() - startedAt) / 1_000);
  });
};
