import { artefactAdapter } from '@/lib/auth/oauth/authorization-server/artefact-adapter';
import { ProblemError } from '@/lib/http/problem';
import { traceStep } from '@/lib/trace/trace-step';
import type { Runner, Observation } from '../lab';
import { ageUsedTokens } from '../sandbox.repository';
import { joinObservations, showVerdict } from '../show-verdict';
import { type AuthorizationFixture, withAuthorizationServer } from './authorization-fixture';
import {
  connectApp,
  obtainCode,
  redeem,
  refresh,
  sayAnswer,
  showAsk,
  callWithToken,
} from './oauth-step';

/** Longer than an app may repeat a refresh whose answer was lost. */
const LATER_SECONDS = 11;

/** A13: the app refreshed since; the thief comes with the token of before. */
export const refreshTokenReuse: Runner = {
  refusal: '400 invalid_grant; the app’s new token: 401 invalid-token',
  removal: 'A refresh token stays the same for as long as the grant lasts.',
  run: (lab, guarded) =>
    withAuthorizationServer(
      lab,
      guarded ? {} : { alter: (whole) => ({ ...whole, rotateRefreshToken: false }) },
      async (fixture) => {
        const { tokens } = await connectApp(fixture);
        const next = await refresh(fixture, 'app', tokens.body.refresh_token);
        const info = {
          name: 'lab.wait',
          from: 'server',
          to: 'database',
          lane: 'work',
          text: `${LATER_SECONDS} seconds pass: the lab dates the use back`,
        } as const;
        await traceStep(info, () => ageUsedTokens(lab.learner.workspaceId, LATER_SECONDS));
        const stolen = await refresh(fixture, 'client', tokens.body.refresh_token);
        if (stolen.status === 200) return callWithToken(lab, stolen.body.access_token);
        const apps = await callWithToken(lab, next.body.access_token);
        const seen = `${sayAnswer(stolen)}; the app’s new token: ${apps.seen}`;
        return { refused: apps.refused, seen };
      },
    ),
};

/** A14: a decision without the page, then one with more scopes than were asked for. */
export const consentBypass: Runner = {
  refusal: '403 consent-required; granted: usage:read',
  removal: 'A decision is believed from any browser that knows the number of the request.',
  run: (lab, guarded) =>
    withAuthorizationServer(lab, {}, async (fixture) => {
      const attackers = fixture.openBrowser();
      const { url, verifier } = await fixture.request({ scope: 'usage:read' });
      const asked = await showAsk('The attacker begins a request', () =>
        fixture.ask(attackers, url),
      );
      let callback: URL | undefined;
      const posted = await showVerdict(
        {
          name: 'oauth.decide',
          from: 'browser',
          to: 'server',
          lane: 'may',
          text: 'The victim’s browser posts “Allow”, without having seen the page',
          code: 'lib/auth/oauth/authorization-server/consent-request.ts#findInteraction:cookie !== uid',
        },
        async () => {
          // The victim's browser has no such cookie; a server that does not compare takes any.
          const cookie = guarded ? '' : (asked.uid ?? '');
          try {
            callback = await fixture.decide(attackers, asked, { cookie });
            return { refused: false, seen: `code for ${callback.host}` };
          } catch (error) {
            if (!(error instanceof ProblemError)) throw error;
            return { refused: true, seen: `${error.status} ${error.slug}` };
          }
        },
      );
      if (!callback) return joinObservations([posted, await askForMore(fixture)]);
      const code = callback.searchParams.get('code') ?? '';
      const tokens = await redeem(fixture, 'client', code, verifier);
      return callWithToken(lab, tokens.body.access_token);
    }),
};

/** Adds scopes to the form that were not in the request. */
async function askForMore(fixture: AuthorizationFixture): Promise<Observation> {
  const more = { scopes: ['usage:read', 'keys:write', 'payments:write'] };
  const { callback, request } = await obtainCode(fixture, more, { scope: 'usage:read' });
  const code = callback.searchParams.get('code') ?? '';
  const { body } = await redeem(fixture, 'app', code, request.verifier);
  return { refused: body.scope === 'usage:read', seen: `granted: ${String(body.scope)}` };
}

/** A15: three tokens that are genuine, and not for this. */
export const wrongTokenForTheApi: Runner = {
  refusal: '403 insufficient-scope; 401 invalid-token; 401 invalid-token',
  removal: 'The API asks neither for which API a token was made nor what it may.',
  async run(lab, guarded) {
    const narrow = await withAuthorizationServer(lab, {}, async (fixture) => {
      const { tokens } = await connectApp(fixture, { scopes: ['usage:read'] });
      const headers = { authorization: `Bearer ${String(tokens.body.access_token)}` };
      const without = guarded ? {} : { without: 'scope' as const };
      const { status, problem } = await lab.send({ path: '/api/v1/events', headers, ...without });
      return { refused: status >= 400, seen: `${status} ${problem ?? 'OK'}` };
    });
    const neighbours = await withAuthorizationServer(
      lab,
      { alter: (whole) => ({ ...whole, adapter: forNeighbour }) },
      async (fixture) => {
        const { tokens } = await connectApp(fixture);
        const headers = { authorization: `Bearer ${String(tokens.body.access_token)}` };
        const without = guarded ? {} : { without: 'token-audience' as const };
        const { status, problem } = await lab.send({ path: '/api/v1/me', headers, ...without });
        return { refused: status >= 400, seen: `${status} ${problem ?? 'OK'}` };
      },
    );
    if (!guarded) return joinObservations([narrow, neighbours]);
    return joinObservations([narrow, neighbours, await callWithToken(lab, ID_TOKEN)]);
  },
};

/** The form of an ID token: it says who signed in, and opens nothing here. */
const ID_TOKEN = 'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

/** A server whose tokens are for another API. */
function forNeighbour(kind: string) {
  const adapter = artefactAdapter(kind);
  if (kind !== 'AccessToken') return adapter;
  const upsert: typeof adapter.upsert = (id, payload, expiresIn) =>
    adapter.upsert(id, { ...payload, aud: 'https://reports.example/api' }, expiresIn);
  return { ...adapter, upsert };
}
