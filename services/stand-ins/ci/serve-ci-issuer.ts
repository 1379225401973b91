import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import { bearerOf } from '../connection-provider';
import { FailureSwitch } from '../failure-switch';
import { readBody, sendJson } from '../http';
import { serveStandIn } from '../serve-stand-in';

/** As at GitHub: long enough for the step that asked for it. */
const TOKEN_SECONDS = 300;
const JOB_MS = 3_600_000;
const MAX_JOBS = 1_000;
const MAX_AUDIENCE = 255;

/** What a developer says of a pretended job; the rest is made up to fit. */
const jobSchema = z.strictObject({
  repository_id: z.string().regex(/^[0-9]{1,20}$/),
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/)
    .default('octo-org/octo-app'),
  repository_owner_id: z
    .string()
    .regex(/^[0-9]{1,20}$/)
    .default('9001'),
  ref: z.string().startsWith('refs/').default('refs/heads/main'),
  event_name: z.string().min(1).default('push'),
  environment: z.string().min(1).optional(),
});

type Job = { claims: z.output<typeof jobSchema>; runId: string; endsAt: number };

type CiIssuer = { origin: string; key: CryptoKey; jwk: JWK; jobs: Map<string, Job> };

/**
 * Serves an issuer of CI tokens in the shape of GitHub Actions: the runner's token request, discovery
 * and keys. `POST /development/jobs` begins a pretended job and answers with the two variables that
 * `@actions/core` reads.
 * @see https://docs.github.com/actions/reference/openid-connect-reference
 */
export async function serveCiIssuer(port: number, log: Logger): Promise<Server> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), use: 'sig', alg: 'RS256', kid: randomUUID() };
  const issuer = { origin: `http://localhost:${port}`, key: pair.privateKey, jwk, jobs: new Map() };
  return serveStandIn({
    port,
    log,
    failures: new FailureSwitch({}),
    handle: (path, request, response) => answer(issuer, path, request, response),
  });
}

async function answer(
  issuer: CiIssuer,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path === '/development/jobs') return beginJob(issuer, request, response);
  if (request.method !== 'GET') return sendJson(response, 405, { message: 'Use GET.' });
  if (path === '/.well-known/openid-configuration') {
    return sendJson(response, 200, describeIssuer(issuer));
  }
  if (path === '/.well-known/jwks') return sendJson(response, 200, { keys: [issuer.jwk] });
  if (path === '/token') return issueToken(issuer, request, response);
  sendJson(response, 404, { message: 'Not found.' });
}

function describeIssuer({ origin }: CiIssuer): object {
  return {
    issuer: origin,
    jwks_uri: `${origin}/.well-known/jwks`,
    subject_types_supported: ['public', 'pairwise'],
    response_types_supported: ['id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  };
}

/** Only a JSON body begins a job, which a page of another origin cannot send without a preflight. */
async function beginJob(
  { origin, jobs }: CiIssuer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST' || request.headers['content-type'] !== 'application/json') {
    return sendJson(response, 405, { message: 'POST {"repository_id"} as application/json.' });
  }
  const parsed = jobSchema.safeParse(parseJson(await readBody(request)));
  if (!parsed.success) return sendJson(response, 422, { message: z.prettifyError(parsed.error) });
  const now = Date.now();
  for (const [token, { endsAt }] of jobs) if (endsAt <= now) jobs.delete(token);
  if (jobs.size >= MAX_JOBS) return sendJson(response, 503, { message: 'Too many jobs.' });
  const requestToken = randomBytes(32).toString('base64url');
  const runId = String(randomBytes(4).readUInt32BE());
  jobs.set(requestToken, { claims: parsed.data, runId, endsAt: now + JOB_MS });
  sendJson(response, 201, {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function issueToken(
  issuer: CiIssuer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const job = issuer.jobs.get(bearerOf(request));
  if (!job || job.endsAt <= Date.now()) {
    return sendJson(response, 401, { message: 'No job that is running has this request token.' });
  }
  const query = new URL(request.url ?? '/', issuer.origin).searchParams;
  const audiences = query.getAll('audience');
  const [audience = `https://github.com/${ownerOf(job)}`] = audiences;
  if (audiences.length > 1 || audience === '' || audience.length > MAX_AUDIENCE) {
    return sendJson(response, 400, { message: 'Give one audience.' });
  }
  const value = await signJobToken(issuer, job, audience);
  sendJson(response, 200, { count: value.length, value });
}

function signJobToken({ origin, key, jwk }: CiIssuer, job: Job, audience: string): Promise<string> {
  const { claims, runId } = job;
  const subject = claims.environment ? `environment:${claims.environment}` : `ref:${claims.ref}`;
  const workflow = `${claims.repository}/.github/workflows/usage.yml@${claims.ref}`;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    ...claims,
    repository_owner: ownerOf(job),
    run_id: runId,
    run_attempt: '1',
    workflow: 'usage',
    workflow_ref: workflow,
    job_workflow_ref: workflow,
    runner_environment: 'github-hosted',
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: String(jwk.kid) })
    .setIssuer(origin)
    .setSubject(`repo:${claims.repository}:${subject}`)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + TOKEN_SECONDS)
    .sign(key);
}

function ownerOf({ claims }: Job): string {
  return claims.repository.split('/')[0] ?? '';
}
