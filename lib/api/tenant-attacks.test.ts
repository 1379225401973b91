import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type * as RealApiKeyRepository from '@/lib/auth/api-key/api-key.repository';
import type * as RealApiKeyPolicy from '@/lib/auth/api-key/api-key-policy';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { newApiKeyId } from '@/lib/auth/api-key/key-format';
import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES, type Scope } from '@/lib/auth/scope';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { createMeter } from '@/lib/usage/create-meter';
import type * as RealUsageTotalRepository from '@/lib/usage/usage-total.repository';
import { insertMeter, type NewMeter } from '@/lib/usage/meter.repository';
import { CHECKS } from './checks';
import { defineEndpoint } from './endpoint';
import { createApiHandler } from './pipeline';

/** Which defences the twins have taken out. Everything else runs as it is. */
const removed = vi.hoisted(() => ({ tenant: false, mode: false, subset: false, condition: false }));

vi.mock('@/lib/auth/api-key/api-key-policy', async (original) => {
  const real = await original<typeof RealApiKeyPolicy>();
  return {
    ...real,
    visibleApiKeys: (principal: Principal) =>
      removed.tenant ? {} : real.visibleApiKeys(principal),
    refuseStronger: (...args: Parameters<typeof real.refuseStronger>) =>
      removed.subset ? undefined : real.refuseStronger(...args),
  };
});

vi.mock('@/lib/auth/api-key/api-key.repository', async (original) => {
  const real = await original<typeof RealApiKeyRepository>();
  const changeApiKey: typeof real.changeApiKey = (filter, id, only, data, note) =>
    real.changeApiKey(filter, id, removed.condition ? {} : only, data, note);
  const revokeApiKeyTree: typeof real.revokeApiKeyTree = async (filter, id, reason, note) => {
    const row = await db().apiKey.findUnique({ where: { id } });
    const workspaceId = filter.workspaceId ?? row?.workspaceId;
    return real.revokeApiKeyTree({ ...filter, workspaceId }, id, reason, note);
  };
  return { ...real, changeApiKey, revokeApiKeyTree };
});

vi.mock('@/lib/usage/usage-total.repository', async (original) => {
  const real = await original<typeof RealUsageTotalRepository>();
  const sumUsage: typeof real.sumUsage = async (query) => {
    if (!removed.mode) return real.sumUsage(query);
    const { workspaceId, meter: key } = query;
    const meter = await db().meter.findFirst({ where: { workspaceId, key } });
    return real.sumUsage({ ...query, mode: meter?.mode ?? query.mode });
  };
  return { ...real, sumUsage };
});

provideTestDatabase();

let ada: Principal;
let mallory: Principal;

beforeAll(async () => {
  ada = await createPerson();
  mallory = await createPerson({ name: 'Mallory' });
});
beforeEach(() => {
  Object.assign(removed, { tenant: false, mode: false, subset: false, condition: false });
});

const keyOf = (person: Principal, scopes: Scope[] = ALL_SCOPES, mode: 'test' | 'live' = 'test') =>
  issueApiKey(person, { name: 'k', scopes, mode });

/** A body without what differs in every answer. */
async function bare(response: Response): Promise<string> {
  return (await response.text()).replace(/"request_id":"[^"]*"/, '');
}

describe('A22 a test key against live data', () => {
  const path = '/api/v1/usage?meter=live_only';

  beforeAll(async () => {
    const live = { ...ada, mode: 'live' as const };
    await createMeter(live, { key: 'live_only', name: 'l', aggregation: 'count' });
  });

  test('finds nothing there', async () => {
    const { key } = await keyOf(ada);
    const response = await callApi(key, path);
    expect(await outcomeOf(response)).toBe('404 not-found');
    const live = await keyOf(ada, ALL_SCOPES, 'live');
    expect(await outcomeOf(await callApi(live.key, path))).toBe('200');
    const revoke = `/api/v1/api-keys/${live.view.id}/revoke`;
    const revoked = await callApi(key, revoke, { method: 'POST' });
    expect(await outcomeOf(revoked)).toBe('404 not-found');
    const listed = await (await callApi(key, '/api/v1/api-keys')).text();
    expect(listed).not.toContain(live.view.id);
  });

  test('twin: without the mode in the query it reads live data', async () => {
    removed.mode = true;
    const { key } = await keyOf(ada);
    expect(await outcomeOf(await callApi(key, path))).toBe('200');
  });
});

describe("A35 another tenant's ids", () => {
  test('answer as ids that do not exist, byte for byte', async () => {
    const victim = await keyOf(ada);
    const { key } = await keyOf(mallory);
    const [theirs, nobodys] = await Promise.all(
      [victim.view.id, newApiKeyId()].map((id) =>
        callApi(key, `/api/v1/api-keys/${id}/revoke`, { method: 'POST' }),
      ),
    );
    if (!theirs || !nobodys) throw new Error('two answers');
    expect(await outcomeOf(theirs)).toBe('404 not-found');
    const headers = (response: Response) =>
      [...response.headers].filter(([name]) => !/^(x-request-id|ratelimit)$/.test(name));
    expect(headers(theirs)).toEqual(headers(nobodys));
    expect(await bare(theirs)).toBe(await bare(nobodys));
    expect(await outcomeOf(await callApi(victim.key, '/api/v1/me'))).toBe('200');
  });

  test('twin: without the workspace in the query the key is ended', async () => {
    removed.tenant = true;
    const victim = await keyOf(ada);
    const { key } = await keyOf(mallory);
    const path = `/api/v1/api-keys/${victim.view.id}/revoke`;
    expect(await outcomeOf(await callApi(key, path, { method: 'POST' }))).toBe('200');
    expect(await outcomeOf(await callApi(victim.key, '/api/v1/me'))).toBe('401 key-revoked');
  });
});

describe('A36 mass assignment', () => {
  const stolen = () => ({
    key: `m${newApiKeyId().toLowerCase()}`,
    name: 'm',
    aggregation: 'count',
    workspaceId: ada.workspaceId,
  });

  test('a field that is not the caller’s to set is named, nothing is stored', async () => {
    const { key } = await keyOf(mallory);
    const before = await db().meter.count();
    const response = await callApi(key, '/api/v1/meters', { method: 'POST', body: stolen() });
    expect(await outcomeOf(response)).toBe('422 validation-failed');
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/workspaceId' }] });
    const fields = {
      scopes: ALL_SCOPES,
      mode: 'live',
      expiresAt: '2099-01-01',
      userId: ada.userId,
    };
    const roll = await callApi(key, '/api/v1/api-keys/current/roll', {
      method: 'POST',
      body: { overlap: '0', ...fields },
    });
    expect(await outcomeOf(roll)).toBe('422 validation-failed');
    expect(((await roll.json()) as { errors: unknown[] }).errors).toHaveLength(4);
    expect(await db().meter.count()).toBe(before);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
  });

  test('twin: a loose schema spread into the row writes to another tenant', async () => {
    const loose = defineEndpoint({
      method: 'POST',
      path: '/api/v1/meters',
      operation: 'loose',
      summary: '',
      scope: null,
      body: z.looseObject({}),
      answers: {},
      async handle({ principal: { workspaceId, mode }, body }) {
        const row = { id: newId(), property: null, workspaceId, mode, ...body } as NewMeter;
        return { body: { stored: (await insertMeter(row))?.workspaceId } };
      },
    });
    const { key } = await keyOf(mallory);
    const call = { method: 'POST', body: stolen(), api: createApiHandler([loose], CHECKS) };
    const response = await callApi(key, '/api/v1/meters', call);
    expect(await response.json()).toEqual({ stored: ada.workspaceId });
  });
});

describe('A37 escalation', () => {
  const path = '/api/v1/api-keys';
  const body = { name: 'stronger', scopes: ['keys:write', 'payments:write'] };
  const mint = (key: string, more = {}) =>
    callApi(key, path, { method: 'POST', body: { ...body, ...more } });

  test('a member’s key never gets an owner’s scope, whatever is stored', async () => {
    const member = await createPerson({ workspaceId: ada.workspaceId, role: 'member' });
    const { key, view } = await keyOf(member, ['usage:read']);
    const granted = { scopes: ['usage:read', 'payments:write'] };
    await db().apiKey.update({ where: { id: view.id }, data: granted });
    const me = (await (await callApi(key, '/api/v1/me')).json()) as { scopes: string[] };
    expect(me.scopes).toEqual(['usage:read']);
    await expect(keyOf(member, ['payments:write'])).rejects.toMatchObject({
      slug: 'scope-escalation',
    });
  });

  test('a third-party app makes no key, which would outlive its grant', async () => {
    const app = { ...ada, credential: 'oauth' as const, credentialId: 'app' };
    const wanted = { name: 'k', scopes: ['usage:read' as const], mode: 'test' as const };
    await expect(issueApiKey(app, wanted)).rejects.toMatchObject({ slug: 'forbidden' });
  });

  test('a key without a lifetime of its own ends with its maker', async () => {
    const maker = await issueApiKey(ada, {
      name: 'maker',
      scopes: ['keys:write', 'usage:read'],
      mode: 'test',
      expiresInDays: 5,
    });
    const made = await mint(maker.key, { scopes: ['usage:read'] });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ expires_at: maker.view.expiresAt.toISOString() });
  });

  test('a key makes no stronger key: neither scope, nor life, nor address', async () => {
    const narrow = await issueApiKey(ada, {
      name: 'narrow',
      scopes: ['keys:write', 'usage:read'],
      mode: 'test',
      expiresInDays: 5,
      allowedCidrs: ['127.0.0.0/8'],
    });
    expect(await outcomeOf(await mint(narrow.key))).toBe('403 scope-escalation');
    const scopes = ['usage:read'];
    for (const more of [{ expires_in_days: 6 }, { allowed_cidrs: ['0.0.0.0/0'] }]) {
      const response = await mint(narrow.key, { scopes, ...more });
      expect(await outcomeOf(response)).toBe('403 scope-escalation');
    }
    const weaker = await mint(narrow.key, { scopes });
    expect(await outcomeOf(weaker)).toBe('201');
    expect(await weaker.json()).toMatchObject({ allowed_cidrs: ['127.0.0.0/8'], mode: 'test' });
  });

  test('what a key made ends with it', async () => {
    const maker = await keyOf(ada, ['keys:write', 'usage:read']);
    const made = (await (
      await mint(maker.key, { scopes: ['usage:read', 'keys:write'] })
    ).json()) as {
      key: string;
    };
    const third = (await (await mint(made.key, { scopes: ['usage:read'] })).json()) as {
      key: string;
    };
    await callApi(maker.key, '/api/v1/api-keys/current/revoke', { method: 'POST' });
    for (const { key } of [maker, made, third]) {
      expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
    }
  });

  test('twin: without the subset rule it makes itself the stronger one', async () => {
    removed.subset = true;
    const { key } = await keyOf(ada, ['keys:write']);
    const made = await mint(key);
    expect(await outcomeOf(made)).toBe('201');
    expect(await made.json()).toMatchObject({ scopes: ['keys:write', 'payments:write'] });
  });
});

describe('A38 twenty rolls at once', () => {
  async function rollTwenty(): Promise<string[]> {
    const { key } = await keyOf(ada, ['keys:write']);
    const call = { method: 'POST', body: { overlap: '7d' } };
    const answers = Array.from({ length: 20 }, () =>
      callApi(key, '/api/v1/api-keys/current/roll', call),
    );
    return Promise.all((await Promise.all(answers)).map(outcomeOf));
  }

  test('exactly one succeeds', async () => {
    const outcomes = await rollTwenty();
    expect(outcomes.filter((outcome) => outcome === '201')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['201', '409 conflict']));
  });

  test('twin: without the condition in the update several keys are handed out', async () => {
    removed.condition = true;
    const outcomes = await rollTwenty();
    expect(outcomes.filter((outcome) => outcome === '201').length).toBeGreaterThan(1);
  });
});
