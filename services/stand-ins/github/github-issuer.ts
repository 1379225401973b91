import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import type Provider from 'oidc-provider';
import { callbackPath, GITHUB_SCOPE } from '@/lib/auth/oauth/sign-in/providers';
import { sendJson } from '../http';
import { createIssuer } from '../issuer/create-issuer';
import type { FailureSwitch } from '../failure-switch';
import type { IssuerFailure } from '../issuer/issuer-failure';
import type { Person } from '../person';

/** The GitHub-shaped issuer: OAuth 2.0 without ID tokens, and an API that says who it is. */
export function createGithubIssuer(
  origin: string,
  appUrl: string,
  signingKey: JWK,
  findSubject: (subject: string) => Person | undefined,
): Provider {
  return createIssuer({
    issuer: `${origin}/login/oauth`,
    cookiePrefix: 'idp_github',
    redirectUri: `${appUrl}${callbackPath('github')}`,
    configuration: {
      jwks: { keys: [signingKey] },
      routes: { authorization: '/login/oauth/authorize', token: '/login/oauth/access_token' },
      scopes: GITHUB_SCOPE.split(' '),
      findAccount: (_ctx, subject) =>
        findSubject(subject) ? { accountId: subject, claims: () => ({ sub: subject }) } : undefined,
    },
  });
}

/** `GET /user` and `GET /user/emails`, as GitHub's API answers them. */
export async function answerGithubApi(
  provider: Provider,
  findSubject: (subject: string) => Person | undefined,
  failures: FailureSwitch<IssuerFailure>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  const token = scheme === 'Bearer' && value ? await provider.AccessToken.find(value) : undefined;
  const person = token?.isValid ? findSubject(token.accountId) : undefined;
  const scope = request.url === '/user/emails' ? 'user:email' : 'read:user';
  if (!token || !person) return sendJson(response, 401, { message: 'Bad credentials' });
  if (!token.scopes.has(scope)) return sendJson(response, 403, { message: `${scope} is missing` });
  if (scope === 'read:user') {
    return sendJson(response, 200, {
      id: person.githubId,
      login: person.login,
      name: person.name,
      email: null,
      avatar_url: null,
    });
  }
  const failure = failures.of(person.login);
  sendJson(response, 200, [
    {
      email: failure === 'same-email' ? 'ada@example.com' : person.email,
      primary: true,
      verified: failure !== 'unverified-email',
      visibility: 'private',
    },
  ]);
}
