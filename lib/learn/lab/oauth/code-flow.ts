import { noteStep } from '@/lib/trace/trace-step';
import type { Lab, Observation } from '../lab';
import { withAuthorizationServer } from './authorization-fixture';
import { callWithToken, obtainCode, redeem, sayAnswer } from './oauth-step';

/**
 * The whole code flow as the usual picture draws it, in the learner's sandbox: an app is connected,
 * redeems its code and calls the API.
 */
export function codeFlow(lab: Lab): Promise<Observation> {
  return withAuthorizationServer(lab, {}, async (fixture) => {
    noteStep({
      name: 'oauth.click',
      from: 'browser',
      to: 'app',
      lane: 'may',
      text: 'Click “Connect”: the app makes a verifier and keeps it',
    });
    const { callback, request } = await obtainCode(fixture);
    noteStep(
      {
        name: 'oauth.code',
        from: 'server',
        to: 'app',
        lane: 'may',
        text: 'Authorization code, by way of the browser',
        code: 'lib/auth/oauth/authorization-server/create-provider.ts#configuration:AuthorizationCode',
      },
      `to ${callback.host}, good for a minute and once`,
    );
    const code = callback.searchParams.get('code') ?? '';
    const tokens = await redeem(fixture, 'app', code, request.verifier);
    noteStep(
      {
        name: 'oauth.tokens.answer',
        from: 'server',
        to: 'app',
        lane: 'who',
        text: 'access_token for 15 minutes, refresh_token to renew it',
        code: 'lib/auth/oauth/authorization-server/create-provider.ts#ACCESS_TOKEN_SECONDS',
      },
      `${String(tokens.body.access_token)}; ${String(tokens.body.refresh_token)}`,
    );
    if (tokens.status !== 200) return { refused: true, seen: sayAnswer(tokens) };
    const { refused, seen } = await callWithToken(lab, tokens.body.access_token, '/api/v1/meters');
    return { refused, seen: `${seen} with ${String(tokens.body.scope)}` };
  });
}
