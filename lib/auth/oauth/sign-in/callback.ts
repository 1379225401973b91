import { NextRequest } from 'next/server';
import { getEnv } from '@/lib/env';
import { clearLinkIntent, readLinkIntent } from './link-intent';
import { refusalPath } from './refusal';
import { deleteSessionByToken } from './session.repository';
import { sessionCookie } from './session-cookie';
import { traceCallback } from './trace-callback';
import { handlers } from './sign-in';
import { runSignInAttempt, type SignInAttempt } from './sign-in-attempt';

const CALLBACK = /^\/api\/auth\/callback\/(\w+)$/;

/** Answers `/api/auth/*`: Auth.js, with the rules around it that it does not have. */
export function answerAuthRequest(request: NextRequest): Promise<Response> {
  return answerAuthRequestBy(handlers, request);
}

/** @param auth Auth.js as configured here; the attack lab hands in a copy. */
export async function answerAuthRequestBy(
  auth: typeof handlers,
  request: NextRequest,
): Promise<Response> {
  const provider = CALLBACK.exec(request.nextUrl.pathname)?.[1] ?? null;
  const attempt: SignInAttempt = {
    provider,
    userAgent: request.headers.get('user-agent'),
    providerError: request.nextUrl.searchParams.get('error'),
  };
  const handle = request.method === 'POST' ? auth.POST : auth.GET;
  const previous = provider ? request.cookies.get(sessionCookie().name)?.value : undefined;
  const link = provider ? await readLinkIntent(request, provider, previous) : 'none';
  if (link === 'invalid') attempt.refusal = 'link-refused';
  else if (link !== 'none') attempt.linkTo = link;
  const response = attempt.refusal
    ? new Response(null, { status: 302, headers: { location: '/sign-in/refused' } })
    : await runSignInAttempt(attempt, () =>
        provider ? traceCallback(request, () => handle(withoutSession(request))) : handle(request),
      );
  if (previous && beginsSession(response)) await deleteSessionByToken(previous);
  return explain(response, attempt, link !== 'none');
}

/**
 * Attack: session fixation. Auth.js goes on with the session that the browser brings, and would even
 * link the new identity to whoever that is. A callback is therefore always answered as to somebody
 * who is signed out: each sign-in begins a new session, and the old one ends.
 */
function withoutSession(request: NextRequest): NextRequest {
  const forwarded = new NextRequest(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    duplex: 'half',
  });
  for (const { name } of request.cookies.getAll()) {
    if (name.startsWith(sessionCookie().name)) forwarded.cookies.delete(name);
  }
  return forwarded;
}

function beginsSession(response: Response): boolean {
  const name = `${sessionCookie().name}=`;
  return response.headers
    .getSetCookie()
    .some((cookie) => cookie.startsWith(name) && !cookie.startsWith(`${name};`));
}

/** Auth.js knows a handful of error names; the page has the true reason in words. */
function explain(response: Response, attempt: SignInAttempt, linking: boolean): Response {
  const location = response.headers.get('location');
  if (!location || !(attempt.refusal || linking)) return response;
  const headers = new Headers(response.headers);
  if (linking) headers.append('set-cookie', clearLinkIntent());
  if (attempt.refusal) {
    headers.set('location', new URL(refusalPath(attempt.refusal), getEnv().APP_URL).toString());
  }
  return new Response(null, { status: 302, headers });
}
