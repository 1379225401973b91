import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { BenchSystem, freePort } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { compareInSlices, figureOf, ratioOf } from './support/compare';
import { HttpLoad } from './support/http-load';
import { publish, round, toFigure } from './support/publish';
import { readNumber } from './support/read-number';

/**
 * CPU of the web process for a CI job that exchanges the token of its platform, RS256, with the
 * issuer's keys remembered: signature, rule, claims, first use, and the access token that is stored.
 *
 *   npm run bench -- job-token [exchanges of a slice] [--save]
 */
const requests = readNumber(0, 40);
const GOAL_MS = 3;
/** 40 slices and the warm-up of each of two. */
const TOKENS = requests * 56 * 2;
const AUDIENCE = 'bench';
const MICROSECONDS_PER_MS = 1_000;

const port = await freePort();
// Each call from an address of its own: an address has a rate limit.
Object.assign(process.env, { CI_ISSUER_PORT: String(port), TRUSTED_PROXIES: '127.0.0.1/32' });
const issuer = `http://localhost:${port}`;
const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256' };
let fetches = 0;
const platform = createServer((_request, response) => {
  fetches += 1;
  response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks`, keys: [jwk] }));
}).listen(port, 'localhost');
await once(platform, 'listening');

/** Of the range for measurements. @see RFC 2544 */
function addressOf(number: number): string {
  return `198.18.${(number >> 8) & 255}.${number & 255}`;
}

function signToken(jti: string): Promise<string> {
  const claims = { repository_id: '123', repository: 'octo-org/octo-app', event_name: 'push' };
  return new SignJWT({ ...claims, ref: 'refs/heads/main' })
    .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setSubject('repo:octo-org/octo-app:ref:refs/heads/main')
    .setJti(jti)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
}

const system = await BenchSystem.start(['web']);
try {
  const { principal } = await createBenchTenant([]);
  const { createTrustRule } = await import('@/lib/auth/oauth/workload-federation/trust-rules');
  const rule = await createTrustRule(principal, {
    ...{ name: 'Bench', issuer, audience: AUDIENCE, mode: 'test', scopes: ['events:write'] },
    claims: { repository_id: '123', ref: 'refs/heads/main' },
  });
  await (await import('@/lib/db')).closeDatabase();
  const tokens: string[] = [];
  while (tokens.length < TOKENS) tokens.push(await signToken(String(tokens.length)));
  const exchange = () =>
    new HttpLoad(`http://127.0.0.1:${process.env.PORT}`, () => ({
      method: 'POST',
      path: '/oauth/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': addressOf(tokens.length),
      },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        subject_token: tokens.pop() ?? '',
        client_id: rule.id,
      }).toString(),
    }));
  const pid = system.pid('web');
  const slices = await compareInSlices([
    { name: 'exchange', pid, requests, load: exchange() },
    { name: 'exchange again', pid, requests, load: exchange() },
  ]);
  const { median, low, high } = figureOf(slices, 'exchange', 'cpuMicroseconds');
  const toMs = (value: number) => round(value / MICROSECONDS_PER_MS);
  publish({
    name: 'job-token',
    title: 'A CI job exchanges its token',
    figures: [
      {
        what: 'CPU of an exchange, with the keys of the issuer remembered',
        unit: 'ms',
        ...{ value: toMs(median), low: toMs(low), high: toMs(high) },
        goal: { at: 'most', value: GOAL_MS },
      },
      {
        what: `documents fetched from the issuer for ${TOKENS - tokens.length} exchanges`,
        unit: '',
        value: fetches,
        goal: { at: 'most', value: 2 },
      },
    ],
    control: toFigure(
      'CPU of an exchange, of itself',
      'x',
      ratioOf(slices, 'exchange again', 'exchange'),
    ),
  });
} finally {
  await system.stop();
  platform.close();
}
