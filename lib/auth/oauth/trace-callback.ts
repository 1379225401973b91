import type { NextRequest } from 'next/server';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import { sessionCookie } from './session-cookie';

const CHECKS = {
  file: 'lib/auth/oauth/google-provider.ts',
  text: "checks: ['pkce', 'state', 'nonce'],",
};

/**
 * Draws a sign-in where its person watches. Its first half went through other requests and through
 * the provider: what is known of it from its effect only is drawn as such.
 */
export async function traceCallback(
  { cookies, nextUrl }: NextRequest,
  answer: () => Promise<Response>,
): Promise<Response> {
  const effect = false;
  noteStep(
    {
      name: 'sign-in.begin',
      from: 'web',
      to: 'browser',
      lane: 'who',
      text: 'Go to the provider: state, challenge, scopes',
      code: {
        file: 'lib/auth/oauth/begin-sign-in.ts',
        text: 'const url: unknown = await signIn(provider, options, parameters);',
      },
    },
    sayFlow(cookies.getAll().map(({ name }) => name)),
    effect,
  );
  noteStep(
    {
      name: 'sign-in.provider',
      from: 'browser',
      to: 'provider',
      lane: 'who',
      text: 'The person signs in there and agrees',
    },
    'we never see the password',
    effect,
  );
  noteStep(
    {
      name: 'sign-in.code',
      from: 'provider',
      to: 'browser',
      lane: 'who',
      text: 'Back to us, with a code',
    },
    sayAnswer(nextUrl.searchParams),
    effect,
  );
  const exchange = {
    name: 'sign-in.exchange',
    from: 'web',
    to: 'provider',
    lane: 'who',
    text: 'Compare state; exchange the code with its verifier',
    code: CHECKS,
  } as const;
  const response = await traceStep(exchange, answer, (result) =>
    setsSession(result) ? 'they fit' : 'refused',
  );
  if (setsSession(response)) {
    noteStep(
      {
        name: 'sign-in.session',
        from: 'web',
        to: 'browser',
        lane: 'work',
        text: 'A new session cookie: HttpOnly, SameSite=Lax',
        code: {
          file: 'lib/auth/oauth/session-token.ts',
          text: "return randomBytes(TOKEN_BYTES).toString('base64url');",
        },
      },
      'only its digest is kept here',
    );
  }
  return response;
}

function setsSession(response: Response): boolean {
  const start = `${sessionCookie().name}=`;
  return response.headers.getSetCookie().some((line) => line.startsWith(start));
}

/** Which secrets of the flow the browser holds, by their names. */
function sayFlow(names: readonly string[]): string {
  const flow = names.flatMap((name) => /flow-(\w+)$/.exec(name)?.[1] ?? []);
  return `kept in this browser, sealed: ${flow.join(', ') || 'nothing'}`;
}

/** Which parameters came back. Their values stay out of the diagram. */
function sayAnswer(query: URLSearchParams): string {
  return [...new Set(query.keys())].join(', ');
}
