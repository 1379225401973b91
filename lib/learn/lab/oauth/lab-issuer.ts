import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, {
  type Adapter,
  type AdapterPayload,
  type Configuration,
  interactionPolicy,
} from 'oidc-provider';
import { DEVELOPMENT_CLIENT, GITHUB_SCOPE } from '@/lib/auth/oauth/sign-in/providers';

const SECONDS = 60;

/** Someone who has an account at a provider of the lab. */
export type LabPerson = { login: string; name: string; email: string };

export const ADA: LabPerson = { login: 'ada', name: 'Ada', email: 'ada@example.com' };
export const MALLORY: LabPerson = {
  login: 'mallory',
  name: 'Mallory',
  email: 'mallory@example.com',
};

/** An identity provider for one run, on a port of its own. No one has to click there. */
export type LabIssuer = {
  origin: string;
  /** Who is at the browser from now on. */
  seat(person: LabPerson): void;
  /** Codes that were brought to the token endpoint, no matter for whom they were made. */
  broughtCodes: string[];
  close(): Promise<void>;
};

/**
 * Starts a provider shaped like GitHub: OAuth 2.0, and an API that says who it is.
 * @param insistsOnPkce as the development provider does; the real GitHub does not.
 */
export async function startLabIssuer(
  redirectUri: string,
  insistsOnPkce: boolean,
): Promise<LabIssuer> {
  let person = ADA;
  const seated = new Map<string, LabPerson>();
  const broughtCodes: string[] = [];
  let answer = (_request: IncomingMessage, response: ServerResponse): Promise<void> | void => {
    response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(origin, configure(redirectUri, insistsOnPkce));
  const brought = (ctx: { oidc: { params?: Record<string, unknown> } }) => {
    if (typeof ctx.oidc.params?.code === 'string') broughtCodes.push(ctx.oidc.params.code);
  };
  provider.on('grant.success', brought);
  provider.on('grant.error', brought);
  const protocol = provider.callback();
  answer = async (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/interaction/')) {
      seated.set(person.login, person);
      return finish(provider, person, request, response);
    }
    if (path !== '/user') return protocol(request, response);
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    const login = (await provider.AccessToken.find(token))?.accountId ?? '';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(seated.get(login) ?? {}));
  };
  return {
    origin,
    seat: (next) => {
      person = next;
    },
    broughtCodes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configure(redirectUri: string, insistsOnPkce: boolean): Configuration {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cookie = { httpOnly: true, sameSite: 'lax', overwrite: true } as const;
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy
    .get('login')
    ?.checks.add(
      new Check('seat', 'whoever is seated', ({ oidc }) =>
        oidc.result && 'login' in oidc.result ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return {
    adapter: memoryAdapter(),
    clients: [
      {
        client_id: DEVELOPMENT_CLIENT.id,
        client_secret: DEVELOPMENT_CLIENT.secret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    scopes: GITHUB_SCOPE.split(' '),
    responseTypes: ['code'],
    routes: { authorization: '/authorize', token: '/access_token' },
    pkce: { required: () => insistsOnPkce },
    findAccount: (_ctx, login) => ({ accountId: login, claims: () => ({ sub: login }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}`, policy },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: [crypto.randomUUID()], short: cookie, long: cookie },
    ttl: {
      AuthorizationCode: SECONDS,
      AccessToken: SECONDS,
      Interaction: SECONDS,
      Session: SECONDS,
      Grant: SECONDS,
    },
  };
}

/** What one provider remembers for one run. */
function memoryAdapter(): (kind: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  return (kind) => {
    const find = async (id: string) => kept.get(`${kind} ${id}`);
    return {
      find,
      findByUid: async (uid) => [...kept.values()].find((payload) => payload.uid === uid),
      findByUserCode: async () => undefined,
      upsert: async (id, payload) => void kept.set(`${kind} ${id}`, payload),
      consume: async (id) => void Object.assign((await find(id)) ?? {}, { consumed: 1 }),
      destroy: async (id) => void kept.delete(`${kind} ${id}`),
      revokeByGrantId: async (grantId) => {
        for (const [name, payload] of kept) if (payload.grantId === grantId) kept.delete(name);
      },
    };
  };
}

/** Signs the seated person in and agrees, in their name. */
async function finish(
  provider: Provider,
  { login }: LabPerson,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: login, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  await provider.interactionFinished(request, response, {
    login: { accountId: login, remember: false },
    consent: { grantId: await grant.save() },
  });
}
