import type { ClientContext } from './client-context';
import type { HttpAnswer, HttpRequest } from './http-message';
import { problem } from './problem';

/** Answers a request in our own form. */
type AnswerRequest = (request: HttpRequest, context: ClientContext) => Promise<HttpAnswer>;

/** The same as a function of the platform's `Request` and `Response`: for Next.js, and for tests. */
export function toFetchHandler(
  answer: AnswerRequest,
): (request: Request, context: ClientContext) => Promise<Response> {
  return async (request, context) =>
    toResponse(await answer(fromRequest(request), context), context.requestId);
}

/** Writes an answer as the platform's `Response`. */
export function toResponse({ status, headers, body }: HttpAnswer, requestId: string): Response {
  return new Response(body, { status, headers: { ...headers, 'x-request-id': requestId } });
}

/** Reads the platform's `Request`. */
export function fromRequest(request: Request): HttpRequest {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    header: (name) => request.headers.get(name),
    readBody: (limit) => readBody(request, limit),
  };
}

async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw problem('body-too-large');
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.byteLength;
    if (length > limit) throw problem('body-too-large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
