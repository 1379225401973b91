import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';
import type { Env } from '@/lib/env';
import { type ClientContext, runWithClientContext } from '@/lib/http/client-context';
import { problem } from '@/lib/http/problem';
import { watchPage } from '@/lib/trace/watch-page';
import type { Mount } from '../mount';
import type { Readiness } from '../readiness';
import { setPageHeaders } from '../security-headers';
import { findAppAddress, isForeignOrigin, sendForeignOriginPage } from './app-address';
import { createPagePolicy, type PagePolicy } from './page-policy';
import { replaceFailedPage, sendUnavailablePage } from './unavailable-page';

type NextHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Pages that say something without the database. */
const STANDALONE = new Set(['/', '/status']);

type PagesOptions = { handler: NextHandler | undefined; dev: boolean; readiness: Readiness };

/**
 * The pages and their assets: all that no other part answers. Where the database is down, a page is
 * one answer, 503, and none that was half rendered when it found out.
 */
export function createPagesMount(env: Env, { handler, dev, readiness }: PagesOptions): Mount {
  const app = new URL(env.APP_URL);
  const makePolicy = createPagePolicy(env, dev);
  return {
    name: 'pages',
    matches: () => true,
    routeClass({ method }, pathname) {
      if (pathname.startsWith('/_next/')) return 'assets';
      return method === 'GET' || method === 'HEAD' ? 'pages' : 'forms';
    },
    async answer(request, response, context) {
      const policy = makePolicy();
      response.setHeader('x-request-id', context.requestId);
      setPageHeaders(response, policy.text);
      refuseUnknownMethod(request);
      if (!handler) return void response.writeHead(404).end();
      const [pathname = '/'] = (request.url ?? '/').split('?', 1);
      const address = findAppAddress(request, context, app);
      if (address && !isAsset(pathname)) {
        const headers = { location: address, 'cache-control': 'no-store' };
        return void response.writeHead(307, headers).end();
      }
      if (isForeignOrigin(request, app)) {
        return sendForeignOriginPage(request, response, app, context.requestId);
      }
      if (needsDatabase(pathname) && (await readiness.checkDatabase()).reason === 'database') {
        return sendUnavailablePage(response, context.requestId);
      }
      compressAnswer(request, response);
      replaceFailedPage(response, context);
      tellPages(request, context, app, policy);
      await runWithClientContext(context, () =>
        watchPage(request, response, () => handler(request, response)),
      );
    },
  };
}

const PAGE_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** The platform's `Request` throws at TRACE, and Next.js answers 500. */
function refuseUnknownMethod({ method = '' }: IncomingMessage): void {
  if (PAGE_METHODS.includes(method)) return;
  throw problem('method-not-allowed', { headers: { allow: PAGE_METHODS.join(', ') } });
}

function needsDatabase(pathname: string): boolean {
  return !STANDALONE.has(pathname) && !isAsset(pathname);
}

/** What Next.js built, or a file of `public/`: the icon, the one script. */
function isAsset(pathname: string): boolean {
  return pathname.startsWith('/_next/') || /^\/[\w-]+\.\w+$/.test(pathname);
}

/** Next.js reads these; they say what we know, not what the client claims. */
function tellPages(
  { headers }: IncomingMessage,
  context: ClientContext,
  app: URL,
  policy: PagePolicy,
): void {
  if (context.address) headers['x-forwarded-for'] = context.address;
  headers['x-forwarded-host'] = app.host;
  headers['x-forwarded-proto'] = app.protocol.slice(0, -1);
  // Next.js takes the nonce for its own scripts from the first, our pages from the second.
  headers['content-security-policy'] = policy.text;
  headers['x-nonce'] = policy.nonce;
  headers['x-trusted-types'] = policy.trustedTypes;
}

/** 256 kB: the usual 4 MB would be held for each answer under way, and pages are shorter. */
const WINDOW_BITS = 18;

const compress = compression({
  brotli: { params: { [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS } },
});

/**
 * Compresses what is written to the response from here on, Brotli before gzip. Not left to Next.js,
 * which knows gzip alone and would give us the page as bytes that no one can read.
 */
function compressAnswer(request: IncomingMessage, response: ServerResponse): void {
  // Express's types of the two; it uses no more of them than Node's have.
  Reflect.apply(compress, undefined, [request, response, () => {}]);
}
