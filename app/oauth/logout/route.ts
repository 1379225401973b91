import { cookies } from 'next/headers';
import {
  LOGOUT_PARAMETERS,
  type LogoutRequest,
  readLogoutRequest,
} from '@/lib/auth/oauth/authorization-server/logout-request';
import {
  askLogout,
  refusalPage,
  sendOn,
  sayLoggedOut,
} from '@/lib/auth/oauth/authorization-server/pages';
import { getPerson } from '@/lib/auth/oauth/session/require-principal';
import { sessionCookie } from '@/lib/auth/oauth/session/session-cookie';
import { deleteSessionByToken } from '@/lib/auth/oauth/session/session.repository';
import { isOwnOrigin } from '@/lib/auth/oauth/sign-in/own-url';
import { getEnv } from '@/lib/env';
import { getClientContext } from '@/lib/http/client-context';
import { toProblem } from '@/lib/http/to-problem';

/**
 * Where an app sends a browser to be signed out of Tollgate, too. A link alone signs no one out: the
 * person is asked.
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */
export async function GET(request: Request): Promise<Response> {
  return guarded(request, async () => {
    const query = pick(new URL(request.url).searchParams);
    const logout = await readLogoutRequest(query);
    const person = await getPerson();
    return person ? askLogout(person.name, logout.appName, query) : leave(logout);
  });
}

/** The answer to that question; or an app's own form, which is sent on as a link. */
export async function POST(request: Request): Promise<Response> {
  return guarded(request, async () => {
    const form = new URLSearchParams(await request.text());
    const query = pick(form);
    const decision = form.get('decision');
    // Attack: a page of another origin posts the answer. Its form is only ever a question.
    if (decision === null || !isOwnOrigin(request.headers.get('origin'))) {
      const location = new URL(`/oauth/logout?${query}`, getEnv().APP_URL).href;
      return new Response(null, { status: 303, headers: { location } });
    }
    const logout = await readLogoutRequest(query);
    if (decision === 'out') await endSession();
    return leave(logout);
  });
}

async function endSession(): Promise<void> {
  const { name, options } = sessionCookie();
  const jar = await cookies();
  const token = jar.get(name)?.value;
  if (token) await deleteSessionByToken(token);
  jar.set(name, '', { ...options, maxAge: 0 });
}

function leave({ returnTo }: LogoutRequest): Response {
  return returnTo ? sendOn(returnTo) : sayLoggedOut();
}

function pick(from: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of LOGOUT_PARAMETERS) {
    const value = from.get(name);
    if (value !== null) query.set(name, value);
  }
  return query;
}

async function guarded(request: Request, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    return refusalPage(toProblem(error), request, getClientContext().requestId);
  }
}
