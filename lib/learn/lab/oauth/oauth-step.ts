import type { StepInfo } from '@/lib/trace/step';
import { traceStep } from '@/lib/trace/trace-step';
import type { Lab, Observation } from '../lab';
import { showVerdict } from '../show-verdict';
import type { Asked, AuthorizationFixture, AppRequest, TokenAnswer } from './authorization-fixture';
import type { LabBrowser } from './lab-browser';

const PKCE = 'lib/auth/oauth/authorization-server/create-provider.ts#configuration:required';
const ROTATION =
  'lib/auth/oauth/authorization-server/create-provider.ts#configuration:rotateRefreshToken';
const CONSENT_PAGE =
  'lib/auth/oauth/authorization-server/create-provider.ts#configuration:consentPath';
const DECISION =
  'lib/auth/oauth/authorization-server/decide-consent.ts#decideConsent:describeDecision';

/** An app that a person connected, with all that an eavesdropper could have seen. */
type Connected = {
  browser: LabBrowser;
  request: AppRequest;
  code: string;
  tokens: TokenAnswer;
};

/** The honest way: the app asks, the person allows, the app redeems. Each step is recorded. */
export async function connectApp(
  fixture: AuthorizationFixture,
  decision: { scopes?: string[] } = {},
): Promise<Connected> {
  const { browser, request, callback } = await obtainCode(fixture, decision);
  const code = callback.searchParams.get('code') ?? '';
  const tokens = await redeem(fixture, 'app', code, request.verifier);
  if (tokens.status !== 200) throw new Error(`The honest app got ${sayAnswer(tokens)}`);
  return { browser, request, code, tokens };
}

/** The front half of it: up to the address that carries the code. */
export async function obtainCode(
  fixture: AuthorizationFixture,
  decision: { scopes?: string[] } = {},
  parameters: Record<string, string> = {},
) {
  const browser = fixture.openBrowser();
  const request = await fixture.request(parameters);
  const asked = await showAsk(
    'The app sends the browser here: what it wants, and a challenge',
    () => fixture.ask(browser, request.url),
  );
  const callback = await traceStep(
    {
      name: 'oauth.consent',
      from: 'browser',
      to: 'server',
      lane: 'may',
      text: 'The person approves scopes on our page',
      code: DECISION,
    },
    () => fixture.decide(browser, asked, decision),
    (url) => `code for ${url.host}`,
  );
  return { browser, request, asked, callback };
}

/** Redeems a code at the token endpoint. */
export function redeem(
  fixture: AuthorizationFixture,
  from: 'app' | 'agent' | 'client',
  code: string,
  verifier: string | undefined,
  redirectUri = 'https://app.example/callback',
): Promise<TokenAnswer> {
  const text = `Exchange the code, ${verifier === undefined ? 'without a' : 'with the'} verifier`;
  return showTokenRequest({ from, text, code: PKCE }, () =>
    fixture.post('/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      ...(verifier === undefined ? {} : { code_verifier: verifier }),
    }),
  );
}

/** Redeems a refresh token. */
export function refresh(
  fixture: AuthorizationFixture,
  from: 'app' | 'client',
  token: unknown,
): Promise<TokenAnswer> {
  return showTokenRequest({ from, text: 'Redeem the refresh token', code: ROTATION }, () =>
    fixture.post('/token', { grant_type: 'refresh_token', refresh_token: String(token) }),
  );
}

/** Records a request to the token endpoint; a refusal is drawn as one. */
export async function showTokenRequest(
  { from, text, code }: Pick<StepInfo, 'from' | 'text' | 'code'>,
  run: () => Promise<TokenAnswer>,
): Promise<TokenAnswer> {
  let answer: TokenAnswer | undefined;
  await showVerdict(
    { name: 'oauth.token', from, to: 'server', lane: 'who', text, code },
    async () => {
      answer = await run();
      return { refused: answer.status >= 400, seen: sayAnswer(answer) };
    },
  );
  if (!answer) throw new Error('The token endpoint did not answer');
  return answer;
}

export function showAsk(text: string, run: () => Promise<Asked>): Promise<Asked> {
  return traceStep(
    {
      name: 'oauth.authorize',
      from: 'browser',
      to: 'server',
      lane: 'may',
      text,
      code: CONSENT_PAGE,
    },
    run,
    (asked) => (asked.uid ? 'our consent page' : (errorOf(asked.location) ?? `${asked.status}`)),
  );
}

/** The error that a redirect carries, in its query or its fragment; null where it carries none. */
export function errorOf(location: string | null): string | null {
  if (!location) return null;
  const { searchParams, hash } = new URL(location, 'https://nowhere.example');
  return searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error');
}

export function sayAnswer({ status, body }: TokenAnswer): string {
  return status === 200 ? '200 tokens' : `${status} ${String(body.error)}`;
}

/** Uses a token at the API, as its holder would. */
export async function callWithToken(
  lab: Lab,
  token: unknown,
  path = '/api/v1/me',
): Promise<Observation> {
  const headers = { authorization: `Bearer ${String(token)}` };
  const { status, problem } = await lab.send({ path, headers });
  return { refused: status >= 400, seen: `${status} ${problem ?? 'OK'}` };
}
