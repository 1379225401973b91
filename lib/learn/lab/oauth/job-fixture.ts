import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import {
  type FetchDocument,
  fetchFromIssuer,
  IssuerKeyCache,
} from '@/lib/auth/oauth/workload-federation/issuer-keys';
import {
  createTrustRule,
  getTrustRule,
  revokeTrustRule,
  type TrustRuleView,
} from '@/lib/auth/oauth/workload-federation/trust-rules';
import {
  JOB_TOKEN_CHECKS,
  type JobTokenChecks,
} from '@/lib/auth/oauth/workload-federation/verify-job-token';
import { newId } from '@/lib/public-id';
import { noteStep, traceStep } from '@/lib/trace/trace-step';
import type { Lab, Observation } from '../lab';
import { type AuthorizationFixture, withAuthorizationServer } from './authorization-fixture';
import { callWithToken, sayAnswer, showTokenRequest } from './oauth-step';

const ISSUER = 'https://ci.example.com';
const TOKEN_SECONDS = 300;
export const REPOSITORY_ID = '123';
export const REPOSITORY = 'octo-org/octo-app';

type Caller = 'job' | 'client';

/** A platform, a trust rule for one of its repositories, and a copy of the token endpoint. */
export type JobFixture = {
  rule: TrustRuleView;
  /** The claims of an honest job, with changes. */
  claims(changes?: JWTPayload): JWTPayload;
  sign(claims: JWTPayload, by?: 'platform' | 'attacker'): Promise<string>;
  /** A token of the platform, as it gives one to each job that asks. */
  askPlatform(from: Caller, changes?: JWTPayload): Promise<string>;
  /** Exchanges a token as its bearer, and calls the API with what comes of it. */
  use(token: string, text: string, from?: Caller, rule?: string): Promise<Observation>;
  /** What the owner of the rule reads of the last refusal. */
  readRefusal(): Promise<string>;
  /** How often the inner address was asked. */
  innerCalls(): number;
};

type JobChanges = {
  /** What is missing in the copy. */
  checks?: Partial<JobTokenChecks>;
  /** The platform's metadata says that its keys are on this machine: as the product fetches, or as `fetch` does. */
  keysInside?: 'guarded' | 'fetched';
};

/** Sets the scene in the learner's sandbox, plays on it, and clears it away. */
export async function withJob(
  lab: Lab,
  { checks, keysInside }: JobChanges,
  play: (fixture: JobFixture) => Promise<Observation>,
): Promise<Observation> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'platform' };
  const documents = { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks`, keys: [jwk] };
  const inner = keysInside && (await serveInside(documents));
  const keys = new IssuerKeyCache(
    inner ? readInside(inner.url, keysInside) : async () => documents,
  );
  const rule = await createTrustRule(lab.learner, {
    name: 'Attack lab',
    issuer: ISSUER,
    platform: 'github-actions',
    audience: `lab-${newId()}`,
    claims: { repository_id: REPOSITORY_ID },
    scopes: ['usage:read'],
    mode: lab.learner.mode,
  });
  const claims: JobFixture['claims'] = (changes) => ({
    ...honestClaims(rule.audience),
    ...changes,
  });
  const sign: JobFixture['sign'] = async (payload, by = 'platform') => {
    const key = by === 'platform' ? privateKey : (await generateKeyPair('RS256')).privateKey;
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'platform' }).sign(key);
  };
  const jobTokenChecks = { ...JOB_TOKEN_CHECKS, keys, ...checks };
  try {
    return await withAuthorizationServer(lab, { jobTokenChecks }, (server) =>
      play({
        rule,
        claims,
        sign,
        askPlatform: (from, changes) => askPlatform(from, () => sign(claims(changes))),
        use: (token, text, from = 'client', id = rule.id) =>
          useToken(lab, server, { token, text, from, rule: id }),
        readRefusal: async () =>
          (await getTrustRule(lab.learner, rule.id))?.lastRefusal?.reason ?? 'nothing',
        innerCalls: () => inner?.calls() ?? 0,
      }),
    );
  } finally {
    await revokeTrustRule(lab.learner, rule.id);
    inner?.close();
  }
}

/** A server on this machine that no one outside reaches. */
async function serveInside(documents: object) {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end(JSON.stringify(documents));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/jwks`, calls: () => calls, close: () => server.close() };
}

function readInside(jwksUri: string, how: 'guarded' | 'fetched'): FetchDocument {
  return async (url) => {
    if (url !== jwksUri) return { issuer: ISSUER, jwks_uri: jwksUri };
    return how === 'guarded' ? fetchFromIssuer(url) : (await fetch(url)).json();
  };
}

function askPlatform(from: Caller, sign: () => Promise<string>): Promise<string> {
  return traceStep(
    {
      name: 'job.platform',
      from,
      to: 'provider',
      lane: 'who',
      text: 'Ask the platform for a token with our audience',
    },
    sign,
    (token) => `signed by the platform, ${token.length} characters`,
  );
}

/** As GitHub Actions writes them. */
function honestClaims(audience: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    aud: audience,
    sub: `repo:${REPOSITORY}:ref:refs/heads/main`,
    jti: newId(),
    iat: now,
    nbf: now,
    exp: now + TOKEN_SECONDS,
    repository: REPOSITORY,
    repository_id: REPOSITORY_ID,
    event_name: 'push',
    ref: 'refs/heads/main',
  };
}

async function useToken(
  lab: Lab,
  server: AuthorizationFixture,
  { token, text, from, rule }: { token: string; text: string; from: Caller; rule: string },
): Promise<Observation> {
  const code = 'lib/auth/oauth/workload-federation/verify-job-token.ts#verifyJobToken:checks.judge';
  const answer = await showTokenRequest({ from, text, code }, () =>
    server.post('/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: token,
      client_id: rule,
    }),
  );
  if (answer.status !== 200) return { refused: true, seen: sayAnswer(answer) };
  noteStep(
    {
      name: 'job.access-token',
      from: 'server',
      to: from,
      lane: 'may',
      text: 'Access token with the scopes of the rule, and no refresh token',
      code: 'lib/auth/oauth/workload-federation/exchange-job-token.ts#issueToken:expiresIn',
    },
    `${String(answer.body.access_token)} for ${String(answer.body.expires_in)} s`,
  );
  return callWithToken(lab, answer.body.access_token);
}
