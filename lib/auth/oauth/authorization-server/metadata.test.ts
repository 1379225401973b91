import { beforeEach, expect, test } from 'vitest';
import {
  appOrigin,
  makePrincipal,
  makeThirdParty,
  provideAuthorizationWorld,
  type ThirdParty,
} from '@/e2e/oauth/support/authorization-world';
import { db } from '@/lib/db';
import { LOGOUT_PATH, otherMethods, ROUTES } from './routes';

provideAuthorizationWorld();

let app: ThirdParty;
let metadata: Record<string, unknown>;

beforeEach(async () => {
  await db().user.deleteMany();
  app = await makeThirdParty(await makePrincipal('Developer'), { public: true });
  const url = `${appOrigin()}/.well-known/oauth-authorization-server/oauth`;
  metadata = (await (await fetch(url)).json()) as Record<string, unknown>;
});

const list = (name: string) => metadata[name] as string[];

test('every endpoint that is offered is served, and every one that is served is offered', () => {
  const offered = Object.entries(metadata)
    .filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
    .map(([, url]) => new URL(String(url)).pathname.slice('/oauth'.length));
  const { code_verification: _page, ...endpoints } = ROUTES;
  expect(offered.sort()).toEqual([...Object.values(endpoints), LOGOUT_PATH].sort());
});

test('every offered scope can be asked for by an app that is registered for it', async () => {
  for (const scope of list('scopes_supported')) {
    const query = new URLSearchParams({
      client_id: app.clientId,
      response_type: 'code',
      redirect_uri: 'http://localhost:9/callback',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      scope,
    });
    const response = await fetch(`${appOrigin()}/oauth/authorize?${query}`, { redirect: 'manual' });
    const location = response.headers.get('location') ?? '';
    const registered = ['openid', 'profile', 'email', 'usage:read', 'events:read', 'events:write'];
    if (registered.includes(scope)) expect(location).toContain('/oauth/consent/');
    else expect(location).toContain('error=invalid_scope');
  }
});

test('every offered grant type is known at the token endpoint', async () => {
  for (const grantType of list('grant_types_supported')) {
    const response = await fetch(`${appOrigin()}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: grantType, client_id: app.clientId }),
    });
    expect(((await response.json()) as { error: string }).error).not.toBe('unsupported_grant_type');
  }
});

test('the same document is served at all the addresses where clients look', async () => {
  for (const path of [
    '/oauth/.well-known/openid-configuration',
    '/oauth/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration/oauth',
  ]) {
    expect(await (await fetch(appOrigin() + path)).json()).toEqual(metadata);
  }
});

test('says how to authenticate at each endpoint', () => {
  const methods = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'];
  expect(list('token_endpoint_auth_methods_supported')).toEqual(methods);
  expect(list('revocation_endpoint_auth_methods_supported')).toEqual(methods);
  expect(list('introspection_endpoint_auth_methods_supported')).toEqual(methods.slice(1));
  expect(list('id_token_signing_alg_values_supported')).toEqual(['RS256']);
});

test('the API and its authorization server offer the same DPoP algorithms', async () => {
  const url = `${appOrigin()}/.well-known/oauth-protected-resource/api/v1`;
  const resource = (await (await fetch(url)).json()) as Record<string, unknown>;
  expect(resource.dpop_signing_alg_values_supported).toEqual(
    list('dpop_signing_alg_values_supported'),
  );
});

test.each([
  ['GET', ROUTES.token, 'POST, OPTIONS'],
  ['PUT', ROUTES.authorization, 'GET, HEAD'],
  ['POST', ROUTES.authorization, 'GET, HEAD'],
  ['DELETE', ROUTES.userinfo, 'GET, HEAD, POST, OPTIONS'],
])('%s %s answers 405 and names the methods that work', async (method, path, allow) => {
  const response = await fetch(`${appOrigin()}/oauth${path}`, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe(allow);
  expect(otherMethods('/nowhere', method)).toBeUndefined();
});
