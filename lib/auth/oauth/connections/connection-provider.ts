import { getEnv } from '@/lib/env';

/**
 * The registration of this application at the stand-ins of services/integrations. It opens nothing:
 * they run only where DEPLOYMENT is local, and hold made-up workspaces and files.
 */
export const DEVELOPMENT_CONNECTION = {
  id: 'tollgate-development',
  secret: 'development-only-not-a-secret',
} as const;

/** Write messages. Not `channels:history`, not `channels:read`: nothing can be read with it. */
export const SLACK_SCOPE = 'chat:write';

/** The files that this application made. Not `drive`, not `drive.readonly`. */
export const DRIVE_SCOPE = 'https://www.googleapis.com/auth/drive.file';

/**
 * Where a provider sends the browser back to: each has an address of its own.
 * @see RFC 9700 section 4.4.2.2
 */
export function connectionCallbackPath(provider: 'slack' | 'drive'): string {
  return `/settings/connections/callback/${provider}`;
}

export const CONNECTION_PROVIDERS = ['slack', 'drive'] as const;
export type ConnectionProvider = (typeof CONNECTION_PROVIDERS)[number];

/** What a person reads of a provider. */
export const PROVIDER_TEXTS: Record<
  ConnectionProvider,
  { name: string; purpose: string; may: string; mayNot: string }
> = {
  slack: {
    name: 'Slack',
    purpose: 'Posts a message to a channel when an invoice is issued.',
    may: 'Post messages to channels that it was invited to',
    mayNot: 'Read messages, channels, files or people',
  },
  drive: {
    name: 'Google Drive',
    purpose: 'Exports an invoice as a file when you ask for it.',
    may: 'Create files, and change the ones that it created',
    mayNot: 'See any other file of the Drive',
  },
};

/** How this application is registered at a provider. */
export type ConnectionRegistration = {
  id: ConnectionProvider;
  name: string;
  /** False for the stand-in on this machine. */
  real: boolean;
  /** What `iss` must say where it is sent. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Google's; at Slack a call of the API revokes. */
  revocationEndpoint?: string;
  /** Where the API is: paths are appended to it. */
  api: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  scope: string;
  /**
   * Slack makes a public client of an application that turns PKCE on, for good, so there it is the
   * secret and `state` that protect the code.
   * @see docs/decisions/0034-oauth-connections.md
   */
  pkce: boolean;
  /** What the provider wants to be told beside the standard parameters. */
  parameters: Record<string, string>;
};

export function isConnectionProvider(text: string): text is ConnectionProvider {
  return CONNECTION_PROVIDERS.some((provider) => provider === text);
}

/**
 * The registration at a provider: for real where id and secret are set, at the stand-in on a local
 * deployment, otherwise none.
 */
export function connectionRegistration(
  provider: ConnectionProvider,
): ConnectionRegistration | undefined {
  const env = getEnv();
  const [clientId, clientSecret] =
    provider === 'slack'
      ? [env.SLACK_CLIENT_ID, env.SLACK_CLIENT_SECRET]
      : [env.GOOGLE_DRIVE_CLIENT_ID, env.GOOGLE_DRIVE_CLIENT_SECRET];
  const endpoints = provider === 'slack' ? slackEndpoints : driveEndpoints;
  const base = {
    id: provider,
    name: PROVIDER_TEXTS[provider].name,
    redirectUri: env.APP_URL + connectionCallbackPath(provider),
  };
  if (clientId && clientSecret) {
    return { ...base, ...endpoints(), real: true, clientId, clientSecret };
  }
  if (env.DEPLOYMENT !== 'local') return undefined;
  const { id, secret } = DEVELOPMENT_CONNECTION;
  const origin = standInOrigin(provider);
  return { ...base, ...endpoints(origin), real: false, clientId: id, clientSecret: secret };
}

/** Where the stand-in of a provider listens. */
export function standInOrigin(provider: ConnectionProvider): string {
  const [slackPort, drivePort] = getEnv().INTEGRATIONS_PORTS;
  return `http://localhost:${provider === 'slack' ? slackPort : drivePort}`;
}

function slackEndpoints(origin = 'https://slack.com') {
  return {
    issuer: origin,
    authorizationEndpoint: `${origin}/oauth/v2/authorize`,
    tokenEndpoint: `${origin}/api/oauth.v2.access`,
    api: `${origin}/api`,
    scope: SLACK_SCOPE,
    pkce: false,
    parameters: {},
  };
}

/** Google hands out a refresh token only to who asks for `offline`, and again only with `consent`. */
function driveEndpoints(standIn?: string) {
  return {
    issuer: standIn ?? 'https://accounts.google.com',
    authorizationEndpoint: `${standIn ?? 'https://accounts.google.com'}/o/oauth2/v2/auth`,
    tokenEndpoint: `${standIn ?? 'https://oauth2.googleapis.com'}/token`,
    revocationEndpoint: `${standIn ?? 'https://oauth2.googleapis.com'}/revoke`,
    api: standIn ?? 'https://www.googleapis.com',
    scope: DRIVE_SCOPE,
    pkce: true,
    parameters: { access_type: 'offline', prompt: 'consent' },
  };
}
