import { hkdfSync } from 'node:crypto';
import type { Configuration } from 'oidc-provider';
import { requireSecret } from '@/lib/env';
import { CONSENT_COOKIE, oauthIssuer } from './resource';

export const ROUTES = {
  authorization: '/authorize',
  token: '/token',
  revocation: '/revoke',
  introspection: '/introspect',
  device_authorization: '/device-authorization',
  code_verification: '/device',
  pushed_authorization_request: '/par',
  userinfo: '/userinfo',
  jwks: '/jwks',
} as const;

/** Where an app sends a browser that is to be signed out here, too. A page of the application. */
export const LOGOUT_PATH = '/logout';

const METHODS: Record<string, string> = {
  [ROUTES.authorization]: 'GET',
  [ROUTES.token]: 'POST, OPTIONS',
  [ROUTES.revocation]: 'POST, OPTIONS',
  [ROUTES.introspection]: 'POST, OPTIONS',
  [ROUTES.device_authorization]: 'POST, OPTIONS',
  [ROUTES.code_verification]: 'GET, POST',
  [ROUTES.pushed_authorization_request]: 'POST, OPTIONS',
  [ROUTES.userinfo]: 'GET, POST, OPTIONS',
  [ROUTES.jwks]: 'GET, OPTIONS',
  '/.well-known/oauth-authorization-server': 'GET, OPTIONS',
  '/.well-known/openid-configuration': 'GET, OPTIONS',
};

/** The methods of an endpoint where it does not take this one. The library would say "not found". */
export function otherMethods(path: string, method: string): string | undefined {
  const methods = METHODS[path]?.replace('GET', 'GET, HEAD');
  return methods?.split(', ').includes(method) ? undefined : methods;
}

export function routesAndCookies(): Pick<Configuration, 'routes' | 'cookies'> {
  const secure = oauthIssuer().startsWith('https:');
  const options = {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    overwrite: true,
    signed: true,
  } as const;
  const key = hkdfSync('sha256', requireSecret('AUTH_SECRET'), '', 'tollgate oauth cookies', 32);
  return {
    routes: ROUTES,
    cookies: {
      names: {
        session: 'tollgate.oauth-browser',
        interaction: CONSENT_COOKIE,
        resume: 'tollgate.oauth-resume',
      },
      keys: [Buffer.from(key)],
      short: options,
      long: options,
    },
  };
}
