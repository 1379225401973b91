import process from 'node:process';
import {
  contentDigest,
  makeClientPair,
  proofOf,
  signRequest,
} from '@/scripts/testing/sign-request';
import { BenchSystem } from './support/bench-system';
import { createBenchTenant } from './support/bench-tenant.repository';
import { publish, round } from './support/publish';

/**
 * What a key that is bound to a key pair costs: `GET /me` and `POST /events` in this process, with a
 * plain key, with DPoP proofs and with HTTP message signatures, of both kinds of pair. All proofs are
 * made before the clock starts. The rest is what the server does: the signature check, and one insert
 * that remembers the proof.
 *
 *   npm run bench -- bound-key [--save]
 */
const CALLS = 400;
const WARM_UP = 50;
const ME = 'http://localhost:3000/api/v1/me';
const EVENTS = 'http://localhost:3000/api/v1/events';

const system = await BenchSystem.start([]);
const { closeDatabase } = await import('@/lib/db');
const { getEnv } = await import('@/lib/env');
const cache = await import('@/lib/auth/api-key/api-key-cache');
const { issueApiKey } = await import('@/lib/auth/api-key/issue-api-key');
const { apiFetchHandler } = await import('@/lib/api/pipeline');

type Made = { headers: Record<string, string>; body?: string };

/** Calls one after the other: microseconds of this process's CPU, and by the clock. */
async function measure(url: string, make: () => Promise<Made>) {
  const requests: Request[] = [];
  for (let index = 0; index < WARM_UP + CALLS; index += 1) {
    const { headers, body } = await make();
    requests.push(new Request(url, body ? { method: 'POST', headers, body } : { headers }));
  }
  const context = { address: '127.0.0.1', requestId: 'req_bench', userAgent: null };
  let startedAt = 0;
  let usage = process.cpuUsage();
  for (const [index, request] of requests.entries()) {
    if (index === WARM_UP) {
      startedAt = performance.now();
      usage = process.cpuUsage();
    }
    const { status } = await apiFetchHandler(request, { ...context });
    if (status >= 300) throw new Error(`${status}`);
  }
  const { user, system: kernel } = process.cpuUsage(usage);
  const clock = ((performance.now() - startedAt) * 1_000) / CALLS;
  return { cpu: (user + kernel) / CALLS, clock };
}

try {
  getEnv().APP_URL = 'http://localhost:3000';
  const { principal, key: plain } = await createBenchTenant([{ key: 'm', aggregation: 'count' }]);
  cache.openApiKeyCache();
  while (!cache.describeApiKeyCache().trusted) await new Promise((done) => setTimeout(done, 50));
  const figures: { what: string; unit: string; value: number }[] = [];
  const report = (what: string, { cpu, clock }: { cpu: number; clock: number }) =>
    figures.push(
      { what: `${what}: CPU`, unit: 'µs', value: round(cpu) },
      { what: `${what}: by the clock`, unit: 'µs', value: round(clock) },
    );
  const event = () =>
    JSON.stringify({ events: [{ id: crypto.randomUUID(), meter: 'm', quantity: 1 }] });
  const json = { 'content-type': 'application/json' };

  report(
    'GET /me, plain key',
    await measure(ME, async () => ({ headers: { 'x-api-key': plain } })),
  );
  report(
    'POST /events, plain key',
    await measure(EVENTS, async () => ({
      headers: { 'x-api-key': plain, ...json },
      body: event(),
    })),
  );
  for (const alg of ['ES256', 'Ed25519'] as const) {
    const pair = makeClientPair(alg);
    const { key } = await issueApiKey(principal, {
      name: alg,
      scopes: ['events:write'],
      mode: 'test',
      rateLimit: 0,
      publicKey: pair.publicJwk,
    });
    const dpop = async (url: string, method: string) => ({
      'x-api-key': key,
      dpop: await proofOf(pair, url, method, key),
    });
    report(
      `GET /me, DPoP proof, ${alg}`,
      await measure(ME, async () => ({ headers: await dpop(ME, 'GET') })),
    );
    report(
      `GET /me, message signature, ${alg}`,
      await measure(ME, async () => ({
        headers: await signRequest(pair, { method: 'GET', url: ME, headers: { 'x-api-key': key } }),
      })),
    );
    report(
      `POST /events, message signature with body, ${alg}`,
      await measure(EVENTS, async () => {
        const body = event();
        const headers = { 'x-api-key': key, ...json, 'content-digest': contentDigest(body) };
        return { headers: await signRequest(pair, { method: 'POST', url: EVENTS, headers }), body };
      }),
    );
  }
  publish({ name: 'bound-key', title: 'A key that is bound to a key pair', figures });
} finally {
  await cache.closeApiKeyCache();
  await closeDatabase();
  await system.stop();
}
