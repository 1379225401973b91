import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { countStatements } from '@/e2e/support/count-statements';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callerFrom, createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { mintApiKey, newApiKeyId } from '@/lib/auth/api-key/key-format';
import type * as RealMatch from '@/lib/auth/api-key/match-secret';
import type * as RealPepper from '@/lib/auth/api-key/pepper';
import * as pepper from '@/lib/auth/api-key/pepper';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import type { Principal } from '@/lib/auth/principal';
import { dbPool } from '@/lib/db';
import { getEnv } from '@/lib/env';
import { closeRateLimits } from '@/lib/http/rate-limit';
import { CHECKS } from './checks';
import { createApiHandler, apiFetchHandler } from './pipeline';
import { ENDPOINTS } from './route-table';

/** Which defences the twins have taken out. */
const removed = vi.hoisted(() => ({ sameWork: false }));

vi.mock('@/lib/auth/api-key/match-secret', async (original) => {
  const real = await original<typeof RealMatch>();
  const early: typeof real.matchSecret = (key, known) => known && real.matchSecret(key, known);
  return {
    matchSecret: (...args: Parameters<typeof early>) =>
      removed.sameWork ? early(...args) : real.matchSecret(...args),
  };
});

vi.mock('@/lib/auth/api-key/pepper', async (original) => {
  const real = await original<typeof RealPepper>();
  return { ...real, digestApiKey: vi.fn(real.digestApiKey) };
});

provideTestDatabase();

let ada: Principal;
let key: string;

beforeAll(async () => {
  ada = await createPerson();
  ({ key } = await issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test' }));
});
afterEach(async () => {
  removed.sameWork = false;
  getEnv().REDIS_URL = undefined;
  await closeRateLimits();
});
afterAll(() => closeRateLimits());

const use = async (text = key, path = '/api/v1/me') => outcomeOf(await callApi(text, path));

describe('A32 what time could tell', () => {
  /** What a guess at an unknown id, at one in use and at a revoked one makes us do. */
  async function stepsOfGuesses() {
    const { view } = await issueApiKey(ada, { name: 'x', scopes: ['usage:read'], mode: 'test' });
    const revoked = await issueApiKey(ada, { name: 'y', scopes: ['usage:read'], mode: 'test' });
    await revokeApiKey(ada, revoked.view.id);
    const guesses = [newApiKeyId(), view.id, revoked.view.id].map((id) => mintApiKey('test', id));
    const digest = vi.mocked(pepper.digestApiKey);
    const steps = [];
    for (const guess of guesses) {
      digest.mockClear();
      const statements = await countStatements(async () => {
        expect(await use(guess)).toBe('401 invalid-key');
      });
      steps.push({ statements, digests: digest.mock.calls.length });
    }
    return steps;
  }

  test('twin: who stops at an unknown id tells by the time which ids are in use', async () => {
    removed.sameWork = true;
    expect((await stepsOfGuesses()).map(({ digests }) => digests)).toEqual([0, 1, 1]);
  });

  test('an unknown id, a wrong secret and a revoked key take the same steps', async () => {
    const steps = await stepsOfGuesses();
    expect(steps[0]?.digests).toBe(1);
    expect(steps[0]?.statements).toHaveLength(1);
    expect(steps[1]).toEqual(steps[0]);
    expect(steps[2]).toEqual(steps[0]);
  });

  test('and their answers are the same, byte for byte', async () => {
    const { view } = await issueApiKey(ada, { name: 'x', scopes: ['usage:read'], mode: 'test' });
    const bodies = [newApiKeyId(), view.id].map(async (id) => {
      const response = await callApi(mintApiKey('test', id), '/api/v1/me');
      return (await response.text()).replace(/"request_id":"[^"]*"/, '');
    });
    expect(await bodies[0]).toBe(await bodies[1]);
  });
});

describe('A59 nothing fails open', () => {
  test('Redis that does not answer: 503', async () => {
    getEnv().REDIS_URL = 'redis://127.0.0.1:1';
    expect(await use()).toBe('503 dependency-unavailable');
  });

  test('twin: a limiter that lets through what it cannot count lets all through', async () => {
    getEnv().REDIS_URL = 'redis://127.0.0.1:1';
    const api = createApiHandler(
      ENDPOINTS,
      CHECKS.map((check) => ({
        name: check.name,
        async run(exchange) {
          if (check.name !== 'rate') return check.run(exchange);
          await Promise.resolve(check.run(exchange)).catch(() => {});
        },
      })),
    );
    expect(await outcomeOf(await callApi(key, '/api/v1/me', { api }))).toBe('200');
  });

  test('no front door: a key with an address list is refused, others are not', async () => {
    const input = { name: 'b', scopes: ['usage:read' as const], mode: 'test' as const };
    const bound = await issueApiKey(ada, { ...input, allowedCidrs: ['0.0.0.0/0', '::/0'] });
    const request = (text: string) =>
      new Request('http://localhost:3000/api/v1/me', { headers: { 'x-api-key': text } });
    const answer = await apiFetchHandler(request(bound.key), callerFrom(null));
    expect(await outcomeOf(answer)).toBe('403 ip-not-allowed');
    expect(await outcomeOf(await apiFetchHandler(request(key), callerFrom(null)))).toBe('200');
  });

  test('an unexpected failure says nothing about itself', async () => {
    const pool = dbPool();
    const secret = 'relation "api_key" at postgres://user:password@host';
    const spy = vi.spyOn(pool, 'query').mockRejectedValueOnce(new Error(secret) as never);
    const response = await callApi(key, '/api/v1/me');
    spy.mockRestore();
    expect(await outcomeOf(response)).toBe('500 internal-error');
    expect(await response.text()).not.toMatch(/api_key|postgres|password/);
  });

  test('the database gone: 503 with a time to try again, never 200', async () => {
    const admin = new URL(getEnv().DATABASE_URL);
    const name = admin.pathname.slice(1);
    admin.pathname = '/postgres';
    const { execute } = await import('@/e2e/support/test-server');
    await execute(admin.href, `drop database ${name} with (force)`);
    const response = await callApi(key, '/api/v1/me');
    expect(await outcomeOf(response)).toBe('503 dependency-unavailable');
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
