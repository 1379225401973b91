import type * as oidcProvider from 'oidc-provider';
import * as client from 'openid-client';
import type Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  countGrants,
  forgetPeople,
  forgetRefreshAnswers,
  renameAudience,
} from '@/e2e/oauth/support/authorization-host';
import {
  appOrigin,
  askConsent,
  authenticate,
  buildRequest,
  connect,
  consent,
  forgetAuthorizationServer,
  makePrincipal,
  makeThirdParty,
  openOauthBrowser,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import type { Principal } from '@/lib/auth/principal';
import type * as ArtefactRepository from './artefact.repository';
import type * as ConsentRequests from './consent-request';
import type * as DescribeClient from './describe-client';
import type * as RequireSender from './require-sender';
import type * as Resource from './resource';

/** Each guard is taken out, and the attack that it holds back succeeds: the guard bites. */
provideAuthorizationWorld();

let ada: Principal;
let app: ThirdParty;

beforeEach(async () => {
  await forgetPeople();
  ada = await makePrincipal('Ada');
  app = await makeThirdParty(await makePrincipal('Developer'));
});

afterEach(() => {
  vi.doUnmock('oidc-provider');
  vi.doUnmock('./artefact.repository');
  vi.doUnmock('./consent-request');
  vi.doUnmock('./describe-client');
  vi.doUnmock('./loopback-redirect');
  vi.doUnmock('./require-sender');
  vi.doUnmock('./resource');
  forgetAuthorizationServer();
});

/** The library as we set it up, but for some settings, or with something added. */
function weaken(changes: Configuration, add?: (provider: Provider) => void): void {
  vi.doMock('oidc-provider', async (original) => {
    const real = await original<typeof oidcProvider>();
    class Weakened extends real.default {
      constructor(issuer: string, configuration: Configuration) {
        super(issuer, { ...configuration, ...changes });
        add?.(this);
      }
    }
    return { ...real, default: Weakened };
  });
  forgetAuthorizationServer();
}

/** Codes and refresh tokens that are never marked as used. */
function neverConsume(): void {
  vi.doMock('./artefact.repository', async (original) => ({
    ...(await original<typeof ArtefactRepository>()),
    consumeArtefact: async () => true,
  }));
  forgetAuthorizationServer();
}

test('A02 without single use: the code gives tokens to whoever redeems it again', async () => {
  neverConsume();
  const { url, checks } = await buildRequest(app);
  const callback = await consent(ada, url);
  const first = await client.authorizationCodeGrant(app.config, callback, checks);
  const thief = await client.authorizationCodeGrant(app.config, callback, checks);
  expect(thief.access_token).not.toBe(first.access_token);
  expect((await authenticate(thief.access_token)).userId).toBe(ada.userId);
});

test('A05 without the exact match: the code goes to the attacker', async () => {
  vi.doMock('./loopback-redirect', () => ({
    allowLoopbackPorts: ({ Client }: Provider) => {
      Client.prototype.redirectUriAllowed = () => true;
    },
  }));
  forgetAuthorizationServer();
  const { url } = await buildRequest(app, { redirect_uri: 'http://localhost:9/callback/more' });
  const callback = await consent(ada, url);
  expect(callback.href).toContain('http://localhost:9/callback/more?code=');
});

test('A11 without required PKCE: a code alone is enough', async () => {
  weaken({ pkce: { required: () => false } });
  const { url, checks } = await buildRequest(app, {
    code_challenge: '',
    code_challenge_method: '',
  });
  const callback = await consent(ada, url);
  const { expectedState } = checks;
  const tokens = await client.authorizationCodeGrant(app.config, callback, { expectedState });
  expect((await authenticate(tokens.access_token)).userId).toBe(ada.userId);
});

test('A12 without the list of grants: a password gets a token', async () => {
  vi.doMock('./describe-client', async (original) => {
    const real = await original<typeof DescribeClient>();
    const describeClient: typeof real.describeClient = (row) => {
      const metadata = real.describeClient(row);
      return { ...metadata, grant_types: [...(metadata.grant_types ?? []), 'password'] };
    };
    return { ...real, describeClient };
  });
  weaken({}, (provider) => {
    provider.registerGrantType(
      'password',
      (ctx) => {
        ctx.body = { access_token: `token of ${String(ctx.oidc.params?.username)}` };
      },
      ['username', 'password'],
    );
  });
  const response = await fetch(`${appOrigin()}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${app.clientId}:${app.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'password', username: 'ada', password: 'x' }),
  });
  expect(await response.json()).toEqual({ access_token: 'token of ada' });
});

test('A13 without reuse detection: an old refresh token starts a second family', async () => {
  neverConsume();
  const { refresh_token: token = '' } = await connect(app, ada);
  await client.refreshTokenGrant(app.config, token);
  await forgetRefreshAnswers();
  const thief = await client.refreshTokenGrant(app.config, token);
  expect((await authenticate(thief.access_token)).userId).toBe(ada.userId);
});

test('A14 without the tie to a browser: whoever knows the address decides', async () => {
  vi.doMock('./consent-request', async (original) => {
    const real = await original<typeof ConsentRequests>();
    return {
      ...real,
      findInteraction: (uid: string) => real.findInteraction(uid, uid),
      readConsentRequest: (uid: string) => real.readConsentRequest(uid, uid),
    };
  });
  forgetAuthorizationServer();
  const { decideConsent } = await import('./decide-consent');
  const { url } = await buildRequest(app);
  const { uid = '' } = await askConsent(openOauthBrowser(), url);
  const decider = { userId: ada.userId, workspaces: [{ id: ada.workspaceId, role: ada.role }] };
  const decision = { allow: true, scopes: [], workspaceId: ada.workspaceId, mode: 'test' } as const;
  await decideConsent(decider, uid, undefined, decision);
  expect(await countGrants()).toBe(1);
});

test('A15 without the audience check: a token for another API is taken', async () => {
  const { access_token: token } = await connect(app, ada);
  await renameAudience('https://other.example/api');
  await expect(authenticate(token)).rejects.toMatchObject({ slug: 'invalid-token' });
  vi.doMock('./resource', async (original) => ({
    ...(await original<typeof Resource>()),
    resourceAt: () => 'https://other.example/api',
  }));
  forgetAuthorizationServer();
  expect((await authenticate(token)).userId).toBe(ada.userId);
});

test('A16 without the check of the sender: a stolen bound token works', async () => {
  const DPoP = client.getDPoPHandle(app.config, await client.randomDPoPKeyPair('ES256'));
  const { url, checks } = await buildRequest(app);
  const callback = await consent(ada, url);
  const tokens = await client.authorizationCodeGrant(app.config, callback, checks, undefined, {
    DPoP,
  });
  await expect(authenticate(tokens.access_token)).rejects.toMatchObject({ slug: 'invalid-token' });
  vi.doMock('./require-sender', async (original) => ({
    ...(await original<typeof RequireSender>()),
    requireSender: async () => {},
  }));
  forgetAuthorizationServer();
  expect((await authenticate(tokens.access_token)).userId).toBe(ada.userId);
});
