import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { CORS_HEADERS } from '@/lib/api/cors';
import { databaseQueueLength } from '@/lib/database-load.repository';
import { type Env, EnvError } from '@/lib/env';
import { compileAddressRanges, parseAddressRange } from '@/lib/http/address-range';
import type { ClientContext } from '@/lib/http/client-context';
import { splitTarget } from '@/lib/http/http-message';
import { problem, problemAnswer } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';
import { trackInFlightResponse } from './answer-broken-request';
import { type ConcurrencyLimiter, createConcurrencyLimiter, refuseOverload } from './concurrency';
import type { Mount } from './mount';
import { linger } from './write-answer';
import { createApiMount, mcpMount, oauthMount } from './mounts';
import { createHealthMount, createReadiness, type Readiness } from './readiness';
import { type ObserveAnswer, traceAnswer } from './observe-answer';
import { readClientContext, stripHeaders } from './client-headers';
import { refuseMalformed } from './refuse-malformed';
import { createPagesMount } from './pages/mount-pages';
import { setAnswerHeaders } from './security-headers';

type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type FrontDoorOptions = {
  /** Next.js; without it every page is a 404. */
  pages?: NextHandler;
  dev?: boolean;
  readiness?: Readiness;
  limiter?: ConcurrencyLimiter;
  /** Told of each answer; left out where no one asks for the numbers. */
  observe?: ObserveAnswer;
};

/**
 * The front door: works out the caller, drops what callers may not say, and hands each path to its
 * part of the site, where that has room.
 */
export function createFrontDoor(
  env: Env,
  log: Logger,
  {
    pages,
    dev = false,
    readiness = createReadiness(),
    limiter = createConcurrencyLimiter(databaseQueueLength),
    observe,
  }: FrontDoorOptions,
): RequestListener {
  const app = new URL(env.APP_URL);
  const isTrustedProxy = compileAddressRanges(trustedRanges(env));
  const mounts: Mount[] = [
    createApiMount(app),
    createHealthMount(readiness),
    oauthMount,
    mcpMount,
    createPagesMount(env, { handler: pages, dev, readiness }),
  ];
  const exported = env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    context: ClientContext,
  ): Promise<void> {
    refuseMalformed(request);
    stripHeaders(request);
    const { path: pathname } = splitTarget(request.url ?? '/');
    const mount = mounts.find((candidate) => candidate.matches(pathname));
    if (!mount) throw problem('not-found');
    const routeClass = mount.routeClass?.(request, pathname) ?? mount.name;
    context.routeClass = routeClass;
    const release = limiter.acquire(routeClass, context.address);
    if (!release) {
      // Without them a page sees a network error, and not when to come back.
      const fromPage = mount.name === 'api' && request.headers.origin !== undefined;
      return refuseOverload(response, context.requestId, fromPage ? CORS_HEADERS : undefined);
    }
    if (mount.name !== 'api') {
      setAnswerHeaders(response, app);
      linger(response);
    }
    // Attack: Next.js may wait forever for a caller who hung up, and each holds a place.
    if (mount.name === 'pages') response.once('close', release);
    try {
      await mount.answer(request, response, context);
    } finally {
      release();
    }
  }

  function fail(error: unknown, response: ServerResponse, context: ClientContext): void {
    setAnswerHeaders(response, app);
    refuse(error, response, context, log);
  }

  return (request, response) => {
    trackInFlightResponse(response);
    const context = readClientContext(request, isTrustedProxy);
    observe?.(request, response, context);
    const respond = () => answer(request, response, context);
    const done = exported ? traceAnswer(request, response, context, respond) : respond();
    done.catch((error: unknown) => fail(error, response, context));
  };
}

function trustedRanges({ TRUSTED_PROXIES }: Env): string[] {
  const wrong = TRUSTED_PROXIES.filter((range) => parseAddressRange(range) === undefined);
  if (wrong.length === 0) return TRUSTED_PROXIES;
  throw new EnvError(`TRUSTED_PROXIES: no address range: ${wrong.join(', ')}. See .env.example.`);
}

function refuse(
  error: unknown,
  response: ServerResponse,
  context: ClientContext,
  log: Logger,
): void {
  const refusal = toProblem(error);
  if (refusal.status >= 500)
    log.error({ err: refusal.cause, request_id: context.requestId }, refusal.slug);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  linger(response);
  const { requestId } = context;
  const { status, headers, body } = problemAnswer(refusal, requestId);
  const length = Buffer.byteLength(body ?? '');
  response
    .writeHead(status, { ...headers, 'x-request-id': requestId, 'content-length': length })
    .end(body);
}
