import { createHash, randomBytes } from 'node:crypto';
import { getEnv } from '@/lib/env';
import type { AppView } from './app-registration';
import { oauthIssuer, serverMetadataUrl } from './resource';
import { ROUTES } from './routes';

const VERIFIER_BYTES = 32;

/** What an app's author needs after registering it. */
export type QuickStart = {
  endpoints: { name: string; url: string }[];
  /** Starts the flow in this browser; null for an app without a redirect address. */
  authorizeUrl: string | null;
  /** Redeems the code, or starts the device grant. */
  curl: string;
  docsUrl: string;
};

/**
 * The first flow of an app, ready to paste. Link and call belong together: the link has the challenge
 * of the verifier in the call, made for this page alone.
 * @see RFC 7636 section 4
 */
export function describeQuickStart(app: AppView): QuickStart {
  const verifier = randomBytes(VERIFIER_BYTES).toString('base64url');
  const [redirectUri] = app.redirectUris;
  return {
    endpoints: [
      { name: 'Discovery', url: serverMetadataUrl() },
      { name: 'Authorize', url: oauthIssuer() + ROUTES.authorization },
      { name: 'Token', url: oauthIssuer() + ROUTES.token },
      { name: 'Revoke', url: oauthIssuer() + ROUTES.revocation },
      { name: 'API', url: `${getEnv().APP_URL}/api/v1/me` },
    ],
    authorizeUrl: redirectUri ? authorizeUrl(app, redirectUri, verifier) : null,
    curl: redirectUri ? redeemCode(app, redirectUri, verifier) : startDevice(app),
    docsUrl: '/docs/api#oauth',
  };
}

function authorizeUrl(app: AppView, redirectUri: string, verifier: string): string {
  const url = new URL(oauthIssuer() + ROUTES.authorization);
  url.search = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: ['openid', ...app.scopes].join(' '),
    state: randomBytes(VERIFIER_BYTES / 2).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

function redeemCode(app: AppView, redirectUri: string, verifier: string): string {
  return [
    `curl ${oauthIssuer()}${ROUTES.token} \\`,
    ...describeClient(app),
    `  -d grant_type=authorization_code \\`,
    `  -d code=THE_CODE_FROM_THE_REDIRECT \\`,
    `  --data-urlencode redirect_uri=${redirectUri} \\`,
    `  -d code_verifier=${verifier}`,
  ].join('\n');
}

function startDevice(app: AppView): string {
  return [
    `curl ${oauthIssuer()}${ROUTES.device_authorization} \\`,
    ...describeClient(app),
    `  --data-urlencode 'scope=${app.scopes.join(' ')}'`,
  ].join('\n');
}

function describeClient({ clientId, authMethod }: AppView): string[] {
  if (authMethod === 'client_secret_basic') return [`  -u ${clientId}:$CLIENT_SECRET \\`];
  if (authMethod === 'private_key_jwt') {
    return [
      '  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\',
      '  -d client_assertion=$SIGNED_JWT \\',
    ];
  }
  return [`  -d client_id=${clientId} \\`];
}
