import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { countStatements } from '@/e2e/support/count-statements';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { issueApiKey, type NewApiKeyInput } from '@/lib/auth/api-key/issue-api-key';
import { mintApiKey, newApiKeyId } from '@/lib/auth/api-key/key-format';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import type { Principal } from '@/lib/auth/principal';
import { randomBase62 } from '@/lib/base62';
import { db, dbPool } from '@/lib/db';
import { CHECKS } from './checks';
import { createApiHandler } from './pipeline';
import { ENDPOINTS } from './route-table';

provideTestDatabase();

let ada: Principal;

beforeAll(async () => {
  ada = await createPerson();
});
afterEach(() => vi.useRealTimers());

/** The API with one defence taken out: what the twins attack. */
const without = (name: string) =>
  createApiHandler(
    ENDPOINTS,
    CHECKS.filter((check) => check.name !== name),
  );

async function newKey(input: Partial<NewApiKeyInput> = {}) {
  return issueApiKey(ada, { name: 'k', scopes: ['usage:read'], mode: 'test', ...input });
}

const jump = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

describe('A23 a key without the scope', () => {
  const meter = { key: 'm', name: 'm', aggregation: 'count' };
  const call = { method: 'POST', body: meter };

  test('is refused, and the scope is named', async () => {
    const { key } = await newKey({ scopes: ['meters:read'] });
    const response = await callApi(key, '/api/v1/meters', call);
    expect(await outcomeOf(response)).toBe('403 insufficient-scope');
    expect(response.headers.get('www-authenticate')).toContain(
      'error="insufficient_scope", scope="meters:write"',
    );
  });

  test('twin: without the scope check it writes', async () => {
    const { key } = await newKey({ scopes: ['meters:read'] });
    const response = await callApi(key, '/api/v1/meters', { ...call, api: without('scope') });
    expect(await outcomeOf(response)).toBe('201');
  });
});

describe('A24 an expired key', () => {
  test('is refused; a guess at it is not told that it expired', async () => {
    const { key, view } = await newKey({ expiresInSeconds: 60 });
    jump(61_000);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-expired');
    const guess = mintApiKey('test', view.id);
    expect(await outcomeOf(await callApi(guess, '/api/v1/me'))).toBe('401 invalid-key');
  });

  test('twin: without the check it gets in', async () => {
    const { key } = await newKey({ expiresInSeconds: 60 });
    jump(61_000);
    const api = without('expiry-and-revocation');
    expect(await outcomeOf(await callApi(key, '/api/v1/me', { api }))).toBe('200');
  });
});

describe('A25 a revoked key', () => {
  test('is refused at its next request', async () => {
    const { key, view } = await newKey();
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
    await revokeApiKey(ada, view.id);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
  });

  test('and so is one whose owner has left the workspace, even if nobody revoked it', async () => {
    const owner = await createPerson();
    const options = { name: 'k', scopes: ['usage:read' as const], mode: 'test' as const };
    const { key } = await issueApiKey(owner, options);
    await db().membership.deleteMany({ where: { userId: owner.userId } });
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
    // A second lock: even a call that is let in has no rights.
    const api = without('expiry-and-revocation');
    expect(await outcomeOf(await callApi(key, '/api/v1/usage?meter=m', { api }))).toMatch(/^403 /);
  });

  test('twin: without the check it goes on', async () => {
    const { key, view } = await newKey();
    await revokeApiKey(ada, view.id);
    const api = without('expiry-and-revocation');
    expect(await outcomeOf(await callApi(key, '/api/v1/me', { api }))).toBe('200');
  });
});

describe('A26 a rolled key after its overlap', () => {
  async function rolled() {
    const old = await newKey();
    const fresh = await rollApiKey(ada, old.view.id, { overlap: '1h' });
    await callApi(fresh.key, '/api/v1/me');
    await vi.waitUntil(async () => {
      const sql = 'select previous_expires_at from api_key where id = $1';
      return (await dbPool().query(sql, [old.view.id])).rows[0].previous_expires_at;
    });
    return old.key;
  }

  test('says before that it will end, and is refused after', async () => {
    const key = await rolled();
    const before = await callApi(key, '/api/v1/me');
    expect(await outcomeOf(before)).toBe('200');
    expect(before.headers.get('deprecation')).toMatch(/^@/);
    expect(before.headers.get('sunset')).toMatch(/GMT$/);
    jump(61 * 60_000);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-rolled');
  });

  test('twin: without the check it goes on', async () => {
    const key = await rolled();
    jump(61 * 60_000);
    const api = without('expiry-and-revocation');
    expect(await outcomeOf(await callApi(key, '/api/v1/me', { api }))).toBe('200');
  });
});

describe('A27 a key from the wrong address', () => {
  test.each(['127.0.0.1', '127.0.0.3', '::1', null])('%s is refused', async (address) => {
    const { key } = await newKey({ allowedCidrs: ['127.0.0.2/32'] });
    const response = await callApi(key, '/api/v1/me', { address });
    expect(await outcomeOf(response)).toBe('403 ip-not-allowed');
  });

  test('the right one gets in, in either spelling', async () => {
    const { key } = await newKey({ allowedCidrs: ['127.0.0.2/32'] });
    for (const address of ['127.0.0.2', '::ffff:127.0.0.2']) {
      expect(await outcomeOf(await callApi(key, '/api/v1/me', { address }))).toBe('200');
    }
  });

  test('twin: without the check any address gets in', async () => {
    const { key } = await newKey({ allowedCidrs: ['127.0.0.2/32'] });
    const api = without('address');
    expect(await outcomeOf(await callApi(key, '/api/v1/me', { api }))).toBe('200');
  });
});

describe('A29 a key in the URL', () => {
  const exposedAt = async (id: string) =>
    (await dbPool().query('select exposed_at from api_key where id = $1', [id])).rows[0].exposed_at;

  test.each(['?api_key=', '?access_token=', '?x=', '/'])(
    '%s is refused and flagged',
    async (form) => {
      const { key, view } = await newKey();
      for (const credential of ['', key]) {
        const response = await callApi(
          credential,
          `/api/v1/me${form === '/' ? '?a&' : form}${key}`,
        );
        expect(await outcomeOf(response)).toBe('400 credential-in-url');
      }
      expect(await exposedAt(view.id)).toBeInstanceOf(Date);
    },
  );

  test.each([
    ['in a path that is not there', (key: string) => `/api/v1/me/${key}`],
    ['written in percent', (key: string) => `/api/v1/invoices/%74%67_${key.slice(3)}`],
    [
      'beside a sequence that is no UTF-8',
      (key: string) => `/api/v1/me?a=%ff&b=%74g${key.slice(2)}`,
    ],
  ])('%s is refused and flagged, too', async (_where, pathOf) => {
    const { key, view } = await newKey();
    const response = await callApi('', pathOf(key));
    expect(await outcomeOf(response)).toBe('400 credential-in-url');
    expect(await exposedAt(view.id)).toBeInstanceOf(Date);
  });

  test('guesses in the URL are limited as guesses in a header are', async () => {
    const address = '198.51.100.29';
    const outcomes = new Set<string>();
    for (let turn = 0; turn < 250; turn += 1) {
      const guess = mintApiKey('live', newApiKeyId());
      outcomes.add(await outcomeOf(await callApi('', `/api/v1/me?x=${guess}`, { address })));
    }
    expect(outcomes).toEqual(new Set(['400 credential-in-url', '429 rate-limited']));
  });

  test('twin: without the check it passes and nobody is told', async () => {
    const { key, view } = await newKey();
    const api = createApiHandler(
      ENDPOINTS.map((endpoint) =>
        endpoint.scope === 'public' ? endpoint : { ...endpoint, query: undefined },
      ),
      CHECKS.filter((check) => check.name !== 'credential-in-url'),
    );
    const response = await callApi(key, `/api/v1/me?api_key=${key}`, { api });
    expect(await outcomeOf(response)).toBe('200');
    expect(await exposedAt(view.id)).toBeNull();
  });
});

describe('A31 guessing', () => {
  const address = '198.51.100.1';
  const wrongSum = () => `tg_live_${randomBase62(46)}`;
  const rightSum = () => mintApiKey('live', newApiKeyId());

  test('10,000 random keys: a wrong checksum never reaches the database, a flood is limited', async () => {
    const outcomes = new Map<string, number>();
    const statements = await countStatements(async () => {
      for (let turn = 0; turn < 10_000; turn += 1) {
        const outcome = await outcomeOf(await callApi(wrongSum(), '/api/v1/me', { address }));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    });
    expect(statements).toEqual([]);
    expect(new Set(outcomes.keys())).toEqual(new Set(['401 invalid-key', '429 rate-limited']));
    const last = await callApi(rightSum(), '/api/v1/me', { address });
    expect(await outcomeOf(last)).toBe('429 rate-limited');
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last.headers.get('ratelimit-policy')).toBe('"address";q=200;w=10');
  }, 180_000);

  test('another address is not held up by it', async () => {
    const { key } = await newKey();
    const call = { address: '198.51.100.2' };
    expect(await outcomeOf(await callApi(key, '/api/v1/me', call))).toBe('200');
  });

  test('twin: without the limit each guess is looked up', async () => {
    const api = without('address-rate');
    const statements = await countStatements(async () => {
      for (let turn = 0; turn < 300; turn += 1) {
        const outcome = await outcomeOf(await callApi(rightSum(), '/api/v1/me', { address, api }));
        expect(outcome).toBe('401 invalid-key');
      }
    });
    // A batch of last uses may fall due meanwhile; only the look-ups are counted.
    expect(statements.filter((text) => text.startsWith('select k.id'))).toHaveLength(300);
  });
});
