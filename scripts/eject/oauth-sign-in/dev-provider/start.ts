import { exportJWK, generateKeyPair } from 'jose';
import pino from 'pino';
import { FailureSwitch } from '@/services/stand-ins/failure-switch';
import { answerGithubApi, createGithubIssuer } from '@/services/stand-ins/github/github-issuer';
import { createGoogleIssuer } from '@/services/stand-ins/google/google-issuer';
import { serveIssuer } from '@/services/stand-ins/issuer/create-issuer';
import { applyFailures, ISSUER_FAILURES } from '@/services/stand-ins/issuer/issuer-failure';
import type { Person } from '@/services/stand-ins/person';
import { closeStandIn } from '@/services/stand-ins/serve-stand-in';
import { EnvError, getEnv } from '../host';

/**
 * Starts a GitHub-shaped and a Google-shaped provider on this machine, at which anyone can sign in as
 * anyone. They keep everything in memory.
 * @returns the function that stops them.
 * @throws {EnvError} unless DEPLOYMENT=local.
 */
export async function startDevProviders(): Promise<() => Promise<void>> {
  const { APP_URL, DEPLOYMENT, IDENTITY_PROVIDER_PORTS } = getEnv();
  if (DEPLOYMENT !== 'local')
    throw new EnvError('The development provider needs DEPLOYMENT=local.');
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'development' };
  const log = pino({ level: 'error' });
  const [githubPort, googlePort] = IDENTITY_PROVIDER_PORTS;

  const people = new Map<string, Person>();
  const find = (subject: string) => people.get(subject);
  const remember = (subjectOf: (person: Person) => string) => (person: Person) => {
    people.set(subjectOf(person), person);
    return subjectOf(person);
  };

  const failures = new FailureSwitch(ISSUER_FAILURES);
  const github = createGithubIssuer(`http://localhost:${githubPort}`, APP_URL, jwk, find);
  const googleOrigin = `http://localhost:${googlePort}`;
  const google = createGoogleIssuer(googleOrigin, APP_URL, jwk, find, failures);
  applyFailures(github, failures, find, privateKey);
  applyFailures(google, failures, find, privateKey);
  const servers = [
    await serveIssuer({
      provider: github,
      failures,
      log,
      port: githubPort,
      issuerName: 'GitHub',
      requests: ['your public profile', 'your e-mail addresses'],
      subjectOf: remember((person) => String(person.githubId)),
      answerApi: (request, response) => answerGithubApi(github, find, failures, request, response),
    }),
    await serveIssuer({
      provider: google,
      failures,
      log,
      port: googlePort,
      issuerName: 'Google',
      requests: ['your name', 'your e-mail address'],
      subjectOf: remember((person) => person.googleSubject),
    }),
  ];
  return async () => {
    await Promise.all(servers.map(closeStandIn));
  };
}
