import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import Provider, { type Configuration, errors, interactionPolicy } from 'oidc-provider';
import type { Logger } from 'pino';
import { DEVELOPMENT_CLIENT } from '@/lib/auth/oauth/sign-in/providers';
import type { FailureSwitch } from '../failure-switch';
import { serveStandIn } from '../serve-stand-in';
import { answerInteraction, type InteractionSettings } from './answer-interaction';
import type { IssuerFailure } from './issuer-failure';

const CODE_SECONDS = 60;
const TOKEN_SECONDS = 3600;
const SESSION_SECONDS = 3600;

type IssuerSettings = {
  /** The issuer identifier, compared character by character by the client. */
  issuer: string;
  /** Prefix of every cookie: two issuers on `localhost` share one cookie jar. */
  cookiePrefix: string;
  redirectUri: string;
  client?: Record<string, unknown>;
  configuration: Pick<
    Configuration,
    | 'routes'
    | 'scopes'
    | 'claims'
    | 'findAccount'
    | 'jwks'
    | 'responseTypes'
    | 'features'
    | 'clientAuthMethods'
    | 'conformIdTokenClaims'
    | 'issueRefreshToken'
  >;
};

/**
 * A strict issuer: S256 PKCE for everyone, exact redirect URI, codes that work once and for a
 * minute, `iss` in the answer, no implicit grant.
 * @see RFC 9700
 */
export function createIssuer(settings: IssuerSettings): Provider {
  const name = (text: string) => `${settings.cookiePrefix}_${text}`;
  const cookie = { httpOnly: true, sameSite: 'lax', overwrite: true } as const;
  return new Provider(settings.issuer, {
    ...settings.configuration,
    clients: [
      {
        client_id: DEVELOPMENT_CLIENT.id,
        client_secret: DEVELOPMENT_CLIENT.secret,
        client_name: 'Tollgate',
        redirect_uris: [settings.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
        ...settings.client,
      },
    ],
    responseTypes: ['code'],
    pkce: { required: () => true },
    conformIdTokenClaims: settings.configuration.conformIdTokenClaims ?? false,
    renderError: (ctx, out) => {
      ctx.type = 'text/plain';
      ctx.body = `${out.error}: ${out.error_description ?? 'The request was refused.'}`;
    },
    features: { ...settings.configuration.features, devInteractions: { enabled: false } },
    interactions: {
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
      policy: askEachTime(),
    },
    cookies: {
      names: {
        session: name('session'),
        interaction: name('interaction'),
        resume: name('resume'),
      },
      keys: [crypto.randomUUID()],
      short: cookie,
      long: cookie,
    },
    ttl: {
      AuthorizationCode: CODE_SECONDS,
      AccessToken: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      Interaction: SESSION_SECONDS,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
    },
  });
}

/** The person is asked at each sign-in, so that a demonstration can change between people. */
function askEachTime(): interactionPolicy.DefaultPolicy {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get('login')?.checks.add(
    new Check('fresh_login', 'a person is picked at each sign-in', (ctx) => {
      const answered = ctx.oidc.result && 'login' in ctx.oidc.result;
      return answered ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}

export type IssuerSite = InteractionSettings & {
  port: number;
  failures: FailureSwitch<IssuerFailure>;
  log: Logger;
  /** Answers the paths below `/user`, where the issuer has an API. */
  answerApi?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Serves one issuer: its login page, its API and the protocol's endpoints. */
export function serveIssuer(site: IssuerSite): Promise<Server> {
  const { provider, answerApi, port, failures, log } = site;
  const protocol = provider.callback();
  return serveStandIn({
    port,
    failures,
    log,
    handle: (path, request, response) => {
      if (path.startsWith('/interaction/')) return answerInteraction(site, request, response);
      if (answerApi && path.startsWith('/user')) return answerApi(request, response);
      return protocol(request, response);
    },
    describeError: (error) => {
      if (!(error instanceof errors.OIDCProviderError)) return undefined;
      const expired = error instanceof errors.SessionNotFound;
      const description = expired
        ? 'This sign-in has expired or was started in another browser. Go back and start again.'
        : 'Something went wrong here.';
      const code = expired ? 'invalid_request' : 'server_error';
      return {
        status: expired ? 400 : 500,
        body: { error: code, error_description: description },
      };
    },
  });
}
