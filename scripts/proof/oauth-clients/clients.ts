/** A client that others wrote: how it is run, and its flows in `clients/`. */
export type Client = {
  name: string;
  version: string;
  kind: 'npm' | 'pypi' | 'go' | 'maven' | 'debian';
  /** The program of `clients/`, with its arguments. */
  run: readonly [string, ...string[]];
  /** It has a web server of its own at the redirect address. */
  listens?: true;
};

/** Packages of the JavaScript clients that are not clients themselves. */
export const NPM_HELPERS = { express: '5.1.0', 'express-session': '1.18.2', passport: '0.7.0' };

export const CLIENTS: readonly Client[] = [
  { name: 'oauth4webapi', version: '3.8.8', kind: 'npm', run: ['oauth4webapi.mjs'] },
  { name: 'openid-client', version: '6.9.0', kind: 'npm', run: ['openid-client.mjs'] },
  { name: 'simple-oauth2', version: '5.1.0', kind: 'npm', run: ['simple-oauth2.mjs'] },
  { name: '@badgateway/oauth2-client', version: '3.3.1', kind: 'npm', run: ['badgateway.mjs'] },
  { name: 'arctic', version: '3.7.0', kind: 'npm', run: ['arctic.mjs'] },
  { name: 'client-oauth2', version: '4.3.3', kind: 'npm', run: ['client-oauth2.mjs'] },
  {
    name: 'passport-oauth2',
    version: '1.8.0',
    kind: 'npm',
    run: ['passport-oauth2.mjs'],
    listens: true,
  },
  {
    name: 'passport-openidconnect',
    version: '0.1.2',
    kind: 'npm',
    run: ['passport-openidconnect.mjs'],
    listens: true,
  },
  { name: 'grant', version: '5.4.24', kind: 'npm', run: ['grant.mjs'], listens: true },
  { name: '@auth/core', version: '0.41.3', kind: 'npm', run: ['auth-core.mjs'], listens: true },
  {
    name: 'oidc-client-ts',
    version: '3.5.0',
    kind: 'npm',
    run: ['oidc-client-ts.mjs'],
    listens: true,
  },
  { name: 'dpop', version: '2.1.2', kind: 'npm', run: ['dpop.mjs'] },
  { name: 'Authlib', version: '1.9.10', kind: 'pypi', run: ['authlib_client.py'] },
  {
    name: 'requests-oauthlib',
    version: '2.0.0',
    kind: 'pypi',
    run: ['requests_oauthlib_client.py'],
  },
  { name: 'golang.org/x/oauth2', version: 'v0.21.0', kind: 'go', run: ['oauth2'] },
  { name: 'github.com/coreos/go-oidc', version: 'v3.11.0', kind: 'go', run: ['go-oidc'] },
  { name: 'com.nimbusds:oauth2-oidc-sdk', version: '11.20.1', kind: 'maven', run: ['Nimbus'] },
  {
    name: 'mod_auth_openidc',
    version: 'Debian’s',
    kind: 'debian',
    run: ['mod-auth-openidc.mjs'],
    listens: true,
  },
];

export const FLOWS = [
  'discovery',
  'code+PKCE',
  'refresh',
  'reuse',
  'revocation',
  'introspection',
  'device',
  'PAR',
  'DPoP',
  'userinfo',
  'CORS',
] as const;
