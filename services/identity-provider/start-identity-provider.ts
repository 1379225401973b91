import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { FailureSwitch } from '../stand-ins/failure-switch';
import { applyFailures, ISSUER_FAILURES } from '../stand-ins/issuer/issuer-failure';
import { closeStandIn } from '../stand-ins/serve-stand-in';
import { answerGithubApi, createGithubIssuer } from '../stand-ins/github/github-issuer';
import { serveCiIssuer } from '../stand-ins/ci/serve-ci-issuer';
import { createGoogleIssuer } from '../stand-ins/google/google-issuer';
import type { Person } from '../stand-ins/person';
import { type IssuerSite, serveIssuer } from '../stand-ins/issuer/create-issuer';

/**
 * Starts both sign-in issuers and the issuer of CI tokens. Their signing key and all that they issue are kept in memory only.
 * @returns the function that stops them.
 * @throws {EnvError} outside a local deployment: anyone who reaches this service can sign in as anyone.
 */
export async function startIdentityProvider(env: Env, log: Logger): Promise<() => Promise<void>> {
  if (env.DEPLOYMENT !== 'local') {
    throw new EnvError('The development identity provider runs only with DEPLOYMENT=local.');
  }
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = {
    ...(await exportJWK(privateKey)),
    use: 'sig',
    alg: 'RS256',
    kid: crypto.randomUUID(),
  };
  const [githubPort, googlePort] = env.IDENTITY_PROVIDER_PORTS;
  const github = createGithub(env, githubPort, log, jwk, privateKey);
  const google = createGoogle(env, googlePort, log, jwk, privateKey);
  const servers = [
    await serveIssuer(github),
    await serveIssuer(google),
    await serveCiIssuer(env.CI_ISSUER_PORT, log),
  ];
  return async () => {
    await Promise.all(servers.map(closeStandIn));
  };
}

function createGithub(env: Env, port: number, log: Logger, jwk: JWK, key: CryptoKey): IssuerSite {
  const failures = new FailureSwitch(ISSUER_FAILURES);
  const people = new PeopleBySubject((person) => String(person.githubId));
  const origin = `http://localhost:${port}`;
  const provider = createGithubIssuer(origin, env.APP_URL, jwk, people.find);
  applyFailures(provider, failures, people.find, key);
  return {
    provider,
    failures,
    log,
    port,
    issuerName: 'GitHub',
    requests: ['your public profile', 'your e-mail addresses'],
    subjectOf: people.remember,
    answerApi: (request, response) =>
      answerGithubApi(provider, people.find, failures, request, response),
  };
}

function createGoogle(env: Env, port: number, log: Logger, jwk: JWK, key: CryptoKey): IssuerSite {
  const failures = new FailureSwitch(ISSUER_FAILURES);
  const people = new PeopleBySubject((person) => person.googleSubject);
  const origin = `http://localhost:${port}`;
  const provider = createGoogleIssuer(origin, env.APP_URL, jwk, people.find, failures);
  applyFailures(provider, failures, people.find, key);
  return {
    provider,
    failures,
    log,
    port,
    issuerName: 'Google',
    requests: ['your name', 'your e-mail address'],
    subjectOf: people.remember,
  };
}

/** Everyone who signed in since the start, by the subject that this issuer knows them under. */
class PeopleBySubject {
  readonly #people = new Map<string, Person>();

  constructor(private readonly subjectOf: (person: Person) => string) {}

  readonly remember = (person: Person): string => {
    const subject = this.subjectOf(person);
    this.#people.set(subject, person);
    return subject;
  };

  readonly find = (subject: string): Person | undefined => this.#people.get(subject);
}
