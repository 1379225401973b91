import type Provider from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { artefactAdapter } from '@/lib/auth/oauth/authorization-server/artefact-adapter';
import { toAppId } from '@/lib/auth/oauth/authorization-server/app-credentials';
import { insertGrant } from '@/lib/auth/oauth/authorization-server/grant.repository';
import { apiResource } from '@/lib/auth/oauth/authorization-server/resource';
import { newId } from '@/lib/public-id';
import type { Lab, Runner } from '../lab';
import { joinObservations, showVerdict } from '../show-verdict';
import { type AuthorizationFixture, withAuthorizationServer } from './authorization-fixture';
import { errorOf, sayAnswer, showTokenRequest, callWithToken } from './oauth-step';

const MINUTE_MS = 60_000;

const GRANT_LIST =
  'lib/auth/oauth/authorization-server/describe-client.ts#describeForPeople:authorization_code';

/** A12: the implicit flow, then the password grant. The copy speaks the second. */
export const implicitAndPassword: Runner = {
  refusal: 'unsupported_response_type; 400 unsupported_grant_type',
  removal: 'The copy has a password grant, and the app is registered for it.',
  run: (lab, guarded) =>
    withAuthorizationServer(
      lab,
      guarded
        ? {}
        : { alter: (whole) => ({ ...whole, adapter: withPasswordApps }), rebuild: teach(lab) },
      async (fixture) => {
        const implicit = await askImplicit(fixture);
        const password = await showTokenRequest(
          { from: 'client', text: 'Ask for a token with name and password', code: GRANT_LIST },
          () =>
            fixture.post('/token', { grant_type: 'password', username: 'ada', password: 'guess' }),
        );
        if (password.status === 200) return callWithToken(lab, password.body.access_token);
        return joinObservations([implicit, { refused: true, seen: sayAnswer(password) }]);
      },
    ),
};

async function askImplicit(fixture: AuthorizationFixture) {
  const { url } = await fixture.request({ response_type: 'token' });
  return showVerdict(
    {
      name: 'oauth.implicit',
      from: 'browser',
      to: 'server',
      lane: 'may',
      text: 'Ask for the token in the address bar: response_type=token',
      code: 'lib/auth/oauth/authorization-server/create-provider.ts#configuration:responseTypes',
    },
    async () => {
      const error = errorOf((await fixture.ask(fixture.openBrowser(), url)).location);
      return { refused: error !== null, seen: error ?? 'accepted' };
    },
  );
}

/** Registers every app of the copy for the password grant. */
function withPasswordApps(kind: string): Adapter {
  const adapter = artefactAdapter(kind);
  if (kind !== 'Client') return adapter;
  return {
    ...adapter,
    async find(id): Promise<AdapterPayload | undefined> {
      const client = await adapter.find(id);
      if (!client) return undefined;
      return { ...client, grant_types: [...(client.grant_types ?? []), 'password'] };
    },
  };
}

/** A password grant as it used to be: anyone who names a person gets a token for everything. */
const teach =
  ({ learner }: Lab) =>
  (provider: Provider): void => {
    provider.registerGrantType(
      'password',
      async (ctx) => {
        const { client } = ctx.oidc;
        const appId = client && toAppId(client.clientId);
        if (!client || !appId) throw new Error('The token endpoint authenticates the client first');
        const grantId = newId();
        await insertGrant({
          id: grantId,
          appId,
          userId: learner.userId,
          workspaceId: learner.workspaceId,
          mode: 'test',
          scopes: ['usage:read'],
          declinedScopes: [],
          audiences: ['api'],
          expiresAt: new Date(Date.now() + MINUTE_MS),
        });
        const token = new provider.AccessToken({
          accountId: learner.userId,
          client,
          grantId,
          gty: 'password',
          aud: apiResource(),
          scope: 'usage:read',
        });
        ctx.body = { access_token: await token.save(), token_type: 'Bearer' };
      },
      ['username', 'password'],
    );
  };
