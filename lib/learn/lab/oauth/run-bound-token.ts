import * as client from 'openid-client';
import { oauthIssuer } from '@/lib/auth/oauth/authorization-server/resource';
import { traceStep } from '@/lib/trace/trace-step';
import type { Lab, Runner, Observation } from '../lab';
import { proveCall } from '../prove-call';
import { joinObservations } from '../show-verdict';
import { type AuthorizationFixture, withAuthorizationServer } from './authorization-fixture';
import { obtainCode, callWithToken } from './oauth-step';

/** A16: the thief has the token, and at best a key of their own. */
export const stolenBoundToken: Runner = {
  refusal: 'the app: 200 OK; plain: 401 invalid-token; with another key: 401 invalid-dpop-proof',
  removal: 'The API does not ask for a proof of the key that a token is bound to.',
  run: (lab, guarded) =>
    withAuthorizationServer(lab, {}, async (fixture) => {
      const { token, key, config } = await connectBound(fixture);
      const genuine = await callWithProof(lab, token, key);
      const without = guarded ? {} : { without: 'token-sender' as const };
      if (!guarded) {
        const headers = { authorization: `Bearer ${token}` };
        const { status, problem } = await lab.send({ path: ME, headers, ...without });
        return { refused: status >= 400, seen: `plain: ${status} ${problem ?? 'OK'}` };
      }
      const plain = await callWithToken(lab, token);
      const thief = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
      const other = await callWithProof(lab, token, thief);
      const theft = joinObservations([say('plain', plain), say('with another key', other)]);
      return { ...theft, seen: `the app: ${genuine.seen}; ${theft.seen}` };
    }),
};

const ME = '/api/v1/me';

const say = (how: string, { refused, seen }: Observation): Observation => ({
  refused,
  seen: `${how}: ${seen}`,
});

/** Connects an app whose token is bound to a key that never leaves it. @see RFC 9449 */
async function connectBound(fixture: AuthorizationFixture) {
  const config = new client.Configuration(
    { issuer: oauthIssuer(), token_endpoint: `${oauthIssuer()}/token` },
    fixture.clientId,
    undefined,
    client.None(),
  );
  client.allowInsecureRequests(config);
  config[client.customFetch] = (url, options) => {
    const { body, headers, method } = options;
    return fixture.fetch(url, { headers, method, ...(body == null ? {} : { body: toBody(body) }) });
  };
  const key = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const { callback, request } = await obtainCode(fixture);
  const tokens = await traceStep(
    {
      name: 'oauth.token',
      from: 'app',
      to: 'server',
      lane: 'who',
      text: 'Exchange the code, with a proof of the app’s key',
      code: 'lib/auth/oauth/authorization-server/create-provider.ts#features:nonceSecret',
    },
    () =>
      client.authorizationCodeGrant(
        config,
        callback,
        { pkceCodeVerifier: request.verifier, expectedState: stateOf(request.url) },
        undefined,
        { DPoP: key },
      ),
    ({ token_type }) => `a token of type ${token_type}`,
  );
  return { token: tokens.access_token, key, config };
}

async function callWithProof(
  lab: Lab,
  token: string,
  key: client.DPoPHandle,
): Promise<Observation> {
  const { status, problem } = await lab.send(await proveCall(token, key));
  return { refused: status >= 400, seen: `${status} ${problem ?? 'OK'}` };
}

function stateOf(url: string): string {
  return new URL(url).searchParams.get('state') ?? '';
}

function toBody(body: unknown): string {
  return body instanceof URLSearchParams ? body.toString() : String(body);
}
