import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { compileAddressRanges, parseAddressRange } from '@/lib/http/address-range';
import { type ClientContext, runWithClientContext } from '@/lib/http/client-context';
import { problem, problemAnswer } from '@/lib/http/problem';
import { toProblem } from '@/lib/http/to-problem';
import type { Mount } from './mount';
import { apiMount } from './mount-api';
import { healthMount } from './mount-health';
import { oauthMount } from './mount-oauth';
import { writeAnswer } from './node-message';
import { readClientContext } from './read-client-context';
import { refuseAmbiguousHeaders } from './refuse-ambiguous-headers';
import { requireHost } from './require-host';
import { requireOriginForm } from './require-origin-form';
import { setSecurityHeaders } from './security-headers';
import { stripHeaders } from './strip-headers';

type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The front door: works out the caller, drops what callers may not say, and hands each path to its
 * part of the site.
 */
export function createFrontDoor(env: Env, log: Logger, pages?: NextHandler): RequestListener {
  const isTrustedProxy = compileAddressRanges(trustedRanges(env));
  const mounts: Mount[] = [
    healthMount,
    oauthMount,
    ...(env.API_HOST === 'front-door' ? [apiMount] : []),
  ];
  const app = new URL(env.APP_URL);

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    context: ClientContext,
  ): Promise<void> => {
    requireOriginForm(request);
    refuseAmbiguousHeaders(request);
    requireHost(request);
    stripHeaders(request);
    const [pathname = '/'] = (request.url ?? '/').split('?', 1);
    const mount = mounts.find((candidate) => candidate.matches(pathname));
    if (mount) return mount.answer(request, response, context);
    response.setHeader('x-request-id', context.requestId);
    setSecurityHeaders(response, app);
    refuseUnknownMethod(request);
    if (!pages) return void response.writeHead(404).end();
    tellPages(request, context, app);
    await runWithClientContext(context, () => pages(request, response));
  };

  return (request, response) => {
    const context = readClientContext(request, isTrustedProxy);
    answer(request, response, context).catch((error: unknown) => {
      refuse(error, response, context, log);
    });
  };
}

function trustedRanges({ TRUSTED_PROXIES }: Env): string[] {
  const wrong = TRUSTED_PROXIES.filter((range) => parseAddressRange(range) === undefined);
  if (wrong.length === 0) return TRUSTED_PROXIES;
  throw new EnvError(`TRUSTED_PROXIES: no address range: ${wrong.join(', ')}. See .env.example.`);
}

const PAGE_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The platform's `Request` throws at TRACE, and Next.js answers 500. */
function refuseUnknownMethod({ method = '' }: IncomingMessage): void {
  if (PAGE_METHODS.includes(method)) return;
  throw problem('method-not-allowed', { headers: { allow: PAGE_METHODS.join(', ') } });
}

/** Next.js reads these; they say what we know, not what the client claims. */
function tellPages({ headers }: IncomingMessage, context: ClientContext, app: URL): void {
  if (context.address) headers['x-forwarded-for'] = context.address;
  headers['x-forwarded-host'] = app.host;
  headers['x-forwarded-proto'] = app.protocol.slice(0, -1);
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
  const { headers, ...answer } = problemAnswer(refusal, context.requestId);
  writeAnswer(response, { ...answer, headers: { ...headers, 'x-request-id': context.requestId } });
}
