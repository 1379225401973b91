import type { Adapter, Configuration } from 'oidc-provider';
import { artefactAdapter } from '@/lib/auth/oauth/authorization-server/artefact-adapter';
import type { Runner } from '../lab';
import { joinObservations, showVerdict } from '../show-verdict';
import { withAuthorizationServer } from './authorization-fixture';
import { connectApp, errorOf, obtainCode, redeem, sayAnswer, callWithToken } from './oauth-step';

/** A copy of the store in which one kind of thing is kept differently. */
const keeping =
  (kind: string, change: (adapter: Adapter) => Partial<Adapter>) =>
  (configuration: Configuration): Configuration => ({
    ...configuration,
    adapter: (name: string) => {
      const adapter = artefactAdapter(name);
      return name === kind ? { ...adapter, ...change(adapter) } : adapter;
    },
  });

/** A02: the thief has the code and the verifier, and comes second. */
export const codeUsedTwice: Runner = {
  refusal: '400 invalid_grant; the app’s own token: 401 invalid-token',
  removal: 'The store forgets that a code was used.',
  run: (lab, guarded) =>
    withAuthorizationServer(
      lab,
      guarded ? {} : { alter: keeping('AuthorizationCode', () => ({ consume: async () => {} })) },
      async (fixture) => {
        const { code, request, tokens } = await connectApp(fixture);
        const second = await redeem(fixture, 'client', code, request.verifier);
        if (second.status === 200) return callWithToken(lab, second.body.access_token);
        const first = await callWithToken(lab, tokens.body.access_token);
        const seen = `${sayAnswer(second)}; the app’s own token: ${first.seen}`;
        return { refused: first.refused, seen };
      },
    ),
};

const REGISTERED = 'https://app.example';
const NEARLY = [
  'https://app.example.evil.example/callback',
  'https://app.example@evil.example/callback',
  'https://app.example:8443',
  'https://APP.example',
  'https://app.example/../callback',
  'http://app.example',
];

/** A05: with the guard away, a beginning that fits is enough. */
export const redirectUriTampering: Runner = {
  refusal: '0 of 6 redirected',
  removal: 'An address fits where it begins like the registered one.',
  run: (lab, guarded) =>
    withAuthorizationServer(
      lab,
      {
        app: { redirectUris: [REGISTERED] },
        ...(guarded ? {} : { rebuild: ({ Client }) => void believePrefix(Client.prototype) }),
      },
      async (fixture) => {
        let redirected = 0;
        for (const address of NEARLY) {
          const { url } = await fixture.request({ redirect_uri: address });
          const info = {
            name: 'oauth.redirect-uri',
            from: 'browser',
            to: 'server',
            lane: 'who',
            text: `Send the code to ${address}`,
            code: 'lib/auth/oauth/authorization-server/describe-client.ts#describeClient:application_type',
          } as const;
          const { refused } = await showVerdict(info, async () => {
            const { status, location, uid } = await fixture.ask(fixture.openBrowser(), url);
            const page = `${status}: an error page, no redirect`;
            return location === null
              ? { refused: true, seen: page }
              : { refused: false, seen: uid ? 'accepted: our consent page' : 'a redirect' };
          });
          if (!refused) redirected += 1;
        }
        if (redirected === 0) return { refused: true, seen: `0 of ${NEARLY.length} redirected` };
        const { callback } = await obtainCode(fixture, {}, { redirect_uri: NEARLY[0] ?? '' });
        return { refused: false, seen: `the code went to ${callback.host}` };
      },
    ),
};

function believePrefix(client: { redirectUriAllowed(uri: string): boolean }): void {
  client.redirectUriAllowed = (uri) => uri.startsWith(REGISTERED);
}

/** A11: no challenge at all, and one that is its own verifier. */
export const pkceDowngrade: Runner = {
  refusal: 'none: invalid_request; plain: invalid_request',
  removal: 'PKCE is for whoever asks for it.',
  run: (lab, guarded) =>
    withAuthorizationServer(
      lab,
      guarded
        ? {}
        : { alter: (configuration) => ({ ...configuration, pkce: { required: () => false } }) },
      async (fixture) => {
        if (!guarded) {
          const { callback } = await obtainCode(fixture, {}, NO_CHALLENGE);
          const code = callback.searchParams.get('code') ?? '';
          const tokens = await redeem(fixture, 'client', code, undefined);
          return { refused: tokens.status !== 200, seen: `${sayAnswer(tokens)} for the bare code` };
        }
        const ways = { none: NO_CHALLENGE, plain: { code_challenge_method: 'plain' } };
        const observations = [];
        for (const [name, parameters] of Object.entries(ways)) {
          const { url } = await fixture.request(parameters);
          observations.push(
            await showVerdict(
              {
                name: 'oauth.pkce',
                from: 'browser',
                to: 'server',
                lane: 'who',
                text: `Ask with the challenge method “${name}”`,
                code: 'lib/auth/oauth/authorization-server/create-provider.ts#configuration:required',
              },
              async () => {
                const error = errorOf((await fixture.ask(fixture.openBrowser(), url)).location);
                return { refused: error !== null, seen: `${name}: ${error ?? 'accepted'}` };
              },
            ),
          );
        }
        return joinObservations(observations);
      },
    ),
};

const NO_CHALLENGE = { code_challenge: '', code_challenge_method: '' };
