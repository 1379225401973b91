import type { Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Logger } from 'pino';
import { type Env, EnvError } from '@/lib/env';
import { applyFailures } from './apply-failures';
import { FailureSwitch } from './failure-switch';
import { answerGithubApi, createGithubIssuer } from './github-issuer';
import { createGoogleIssuer } from './google-issuer';
import type { Person } from './person';
import { type IssuerHost, serveIssuer } from './serve-issuer';

/**
 * Starts both issuers. Their signing key and everything they hand out live as long as the process.
 * @returns the function that stops them.
 * @throws {EnvError} outside of a local deployment: whoever can reach this service is anybody.
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
  const servers = [await serveIssuer(github), await serveIssuer(google)];
  return async () => {
    await Promise.all(servers.map(closeServer));
  };
}

function createGithub(env: Env, port: number, log: Logger, jwk: JWK, key: CryptoKey): IssuerHost {
  const failures = new FailureSwitch();
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

function createGoogle(env: Env, port: number, log: Logger, jwk: JWK, key: CryptoKey): IssuerHost {
  const failures = new FailureSwitch();
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

/** Everybody who signed in since the start, by the subject that this issuer knows them under. */
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

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
