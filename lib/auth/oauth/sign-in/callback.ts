import { NextRequest } from 'next/server';
import { getEnv } from '@/lib/env';
import { findCompany } from '../company/company-provider';
import { chooseFlowSlot, findFlowSlot } from './flow-slot';
import { clearLinkIntent, readLinkIntent } from './link-intent';
import { chooseClientAuthentication } from './oidc-provider';
import { isCompanyProviderId, registrationOf } from './providers';
import { refusalPath } from './refusal';
import { deleteSessionByToken } from '../session/session.repository';
import { inviteDevice } from '../session/device/bind-session';
import { deviceCookie, sessionCookie } from '../session/session-cookie';
import { handlers } from './sign-in';
import { runSignInAttempt, type SignInAttempt } from './sign-in-attempt';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import { BEGIN_STEP, CODE_STEP, EXCHANGE_STEP, PROVIDER_STEP, SESSION_STEP } from './trace-steps';

const BEGIN = /^\/api\/auth\/signin\/(\w+)$/;
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
  const { cookies, nextUrl } = request;
  const begun = BEGIN.exec(nextUrl.pathname)?.[1] ?? null;
  const attempt: SignInAttempt = {
    provider,
    slot: provider
      ? await findFlowSlot(cookies.getAll(), nextUrl.searchParams.get('state'))
      : begun
        ? await chooseFlowSlot(cookies.getAll())
        : undefined,
    userAgent: request.headers.get('user-agent'),
    device: cookies.get(deviceCookie().name)?.value,
    providerError: request.nextUrl.searchParams.get('error'),
  };
  const oidc = provider === 'oidc' ? registrationOf('oidc') : undefined;
  if (oidc) attempt.clientAuthentication = await chooseClientAuthentication(oidc);
  const named = provider ?? begun ?? '';
  if (isCompanyProviderId(named)) attempt.company = await findCompany(named);
  const handle = request.method === 'POST' ? auth.POST : auth.GET;
  const previous = provider ? request.cookies.get(sessionCookie().name)?.value : undefined;
  const link = provider ? await readLinkIntent(request, attempt.slot, provider, previous) : 'none';
  if (link === 'invalid') attempt.refusal = 'link-refused';
  else if (link !== 'none') attempt.linkTo = link;
  const response = attempt.refusal
    ? new Response(null, { status: 302, headers: { location: '/sign-in/refused' } })
    : await runSignInAttempt(attempt, () =>
        provider ? traceCallback(request, () => handle(withoutSession(request))) : handle(request),
      );
  const token = begunSession(response);
  if (token && previous) await deleteSessionByToken(previous);
  const invitation = token ? await inviteDevice(token) : {};
  for (const [name, value] of Object.entries(invitation)) response.headers.set(name, value);
  return explain(response, attempt, link !== 'none');
}

/**
 * Attack: session fixation. Auth.js goes on with the session that the browser brings, and would even
 * link the new identity to that account. A callback is therefore always answered as to someone
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

/** The token of the session that an answer begins. */
function begunSession(response: Response): string | undefined {
  const name = `${sessionCookie().name}=`;
  const cookie = response.headers.getSetCookie().find((line) => line.startsWith(name));
  return cookie?.slice(name.length).split(';', 1)[0] || undefined;
}

/** Auth.js knows a handful of error names; the page has the true reason in words. */
function explain(response: Response, attempt: SignInAttempt, linking: boolean): Response {
  const location = response.headers.get('location');
  if (!location || !(attempt.refusal || linking)) return response;
  const headers = new Headers(response.headers);
  if (linking) headers.append('set-cookie', clearLinkIntent(attempt.slot));
  if (attempt.refusal) {
    headers.set('location', new URL(refusalPath(attempt.refusal), getEnv().APP_URL).toString());
  }
  return new Response(null, { status: 302, headers });
}

/**
 * Draws a sign-in where its person watches. Its first half went through other requests and through
 * the provider: what is known of it from its effect only is drawn as such.
 */
export async function traceCallback(
  { cookies, nextUrl }: NextRequest,
  answer: () => Promise<Response>,
): Promise<Response> {
  const effect = false;
  noteStep(BEGIN_STEP, sayFlow(cookies.getAll().map(({ name }) => name)), effect);
  noteStep(PROVIDER_STEP, 'we never see the password', effect);
  noteStep(CODE_STEP, sayAnswer(nextUrl.searchParams), effect);
  const response = await traceStep(EXCHANGE_STEP, answer, (result) =>
    begunSession(result) ? 'they fit' : 'refused',
  );
  if (begunSession(response)) {
    noteStep(SESSION_STEP, 'only its digest is kept here');
  }
  return response;
}

/** Which secrets of the flow the browser holds, by their names. */
function sayFlow(names: readonly string[]): string {
  const flow = names.flatMap((name) => /flow-(\w+)(?:\.\d)?$/.exec(name)?.[1] ?? []);
  return `kept in this browser, sealed: ${[...new Set(flow)].join(', ') || 'nothing'}`;
}

/** Which parameters came back. Their values stay out of the diagram. */
function sayAnswer(query: URLSearchParams): string {
  return [...new Set(query.keys())].join(', ');
}
