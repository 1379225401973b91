import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  closeApiKeyCache,
  describeApiKeyCache,
  openApiKeyCache,
} from '@/lib/auth/api-key/api-key-cache';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { flushApiKeyUses } from '@/lib/auth/api-key/record-key-use';
import { revokeApiKey } from '@/lib/auth/api-key/revoke-api-key';
import { rollApiKey } from '@/lib/auth/api-key/roll-api-key';
import type { Principal } from '@/lib/auth/principal';
import { createMemoryStore } from '../memory-store';
import { createPostgresStore } from '../postgres-store.repository';
import type { ApiKeyStore } from '../store';
import { findApiKeys, selectApiKey, chooseApiKeyStore } from '../stored-keys';
import { callApi, createPerson, OWNER, outcomeOf } from './support';

const { DATABASE_URL } = process.env;

async function openPostgres(url: string): Promise<ApiKeyStore> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(readFileSync('schema.sql', 'utf8'));
  await client.end();
  return createPostgresStore(url);
}

const STORES = [
  { name: 'in memory', open: async (): Promise<ApiKeyStore> => createMemoryStore() },
  ...(DATABASE_URL ? [{ name: 'in PostgreSQL', open: () => openPostgres(DATABASE_URL) }] : []),
];

const use = async (key: string) => outcomeOf(await callApi(key, '/me'));

describe.each(STORES)('$name', ({ open }) => {
  let store: ApiKeyStore;
  let ada: Principal;
  const newKey = (by = ada) =>
    issueApiKey(by, { name: 'k', scopes: ['usage:read', 'keys:write'], mode: 'test' });

  beforeAll(async () => {
    process.env.API_KEY_PEPPERS ??= `1:${Buffer.alloc(32, 7).toString('base64url')}`;
    store = await open();
    chooseApiKeyStore(store, async () => OWNER);
    openApiKeyCache();
    await vi.waitUntil(() => describeApiKeyCache().trusted);
    ada = await createPerson();
  });
  afterAll(async () => {
    await closeApiKeyCache();
    await store.close();
  });

  test('a key works until it is revoked, also out of the cache', async () => {
    const { key, view } = await newKey();
    expect([await use(key), await use(key)]).toEqual(['200', '200']);
    await revokeApiKey(ada, view.id);
    expect(await use(key)).toBe('401 key-revoked');
  });

  test('a change that another process makes reaches the cache', async () => {
    const { key, view } = await newKey();
    expect(await use(key)).toBe('200');
    await store.change({ id: view.id, only: {} }, { revokedAt: new Date() });
    await vi.waitUntil(async () => (await use(key)) === '401 key-revoked');
  });

  test('keys that a key made are revoked with it', async () => {
    const { key, view } = await newKey();
    expect(await use(key)).toBe('200');
    const maker = {
      ...ada,
      credential: 'api-key' as const,
      credentialId: view.id,
      expiresAt: view.expiresAt,
    };
    const { key: made } = await issueApiKey(maker, {
      name: 'made',
      scopes: ['usage:read'],
      mode: 'test',
      expiresInDays: 1,
    });
    expect(await use(made)).toBe('200');
    await revokeApiKey(ada, view.id);
    await vi.waitUntil(async () => (await use(made)) === '401 key-revoked');
  });

  test('of two rolls at once one succeeds', async () => {
    const { view } = await newKey();
    const lastRolledAt = null;
    const rolls = [1, 2].map(() => rollApiKey(ada, view.id, { lastRolledAt }));
    const results = await Promise.allSettled(rolls);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('another workspace neither sees nor revokes it', async () => {
    const { view } = await newKey();
    const mallory = await createPerson();
    expect(await findApiKeys({ workspaceId: mallory.workspaceId })).toEqual([]);
    await expect(revokeApiKey(mallory, view.id)).rejects.toMatchObject({ slug: 'not-found' });
    const listed = await findApiKeys({ workspaceId: ada.workspaceId });
    expect(listed.map(({ id }) => id)).toContain(view.id);
  });

  test('the last use is written, and the text of a key is not', async () => {
    const { key, view } = await newKey();
    await use(key);
    await flushApiKeyUses();
    const stored = await selectApiKey(view.id);
    expect(stored).toMatchObject({ lastUsedAddress: '127.0.0.1' });
    expect(JSON.stringify(stored)).not.toContain(key.slice(16));
  });

  test('an owner who has left takes their keys along', async () => {
    const { key } = await newKey();
    chooseApiKeyStore(store, async () => null);
    expect(await use(key)).toBe('401 key-revoked');
    chooseApiKeyStore(store, async () => OWNER);
  });
});
