import { beforeEach, describe, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { db } from '@/lib/db';
import {
  loadSigningKeys,
  PUBLISHED_AFTER_MS,
  PUBLISHED_BEFORE_MS,
  ROTATE_AFTER_MS,
  rotateSigningKey,
  sortKeys,
} from './signing-key';

provideTestDatabase();

beforeEach(async () => {
  await db().oAuthSigningKey.deleteMany();
});

const kids = async (now?: Date) => (await loadSigningKeys(now)).map(({ kid }) => kid);
const later = (ms: number) => new Date(Date.now() + ms);

test('two processes that start at once have the same key, and the database has none in clear', async () => {
  const [first, second] = await Promise.all([loadSigningKeys(), loadSigningKeys()]);
  expect(first).toEqual(second);
  expect(first).toHaveLength(1);
  const [row] = await db().oAuthSigningKey.findMany();
  expect(row?.privateKey).not.toContain(first[0]?.d);
});

test('a new key is published before it signs, the old one after', async () => {
  const [old] = await kids();
  await rotateSigningKey();
  const [signing, published] = await kids();
  expect(signing).toBe(old);
  const takenOver = later(PUBLISHED_BEFORE_MS + 1000);
  expect(await kids(takenOver)).toEqual([published, old]);
  expect(await kids(later(PUBLISHED_BEFORE_MS + PUBLISHED_AFTER_MS + 2000))).toEqual([published]);
  expect(await db().oAuthSigningKey.count()).toBe(1);
});

test('keys are changed without anybody asking', async () => {
  const [old] = await kids();
  const createdAt = new Date(Date.now() - ROTATE_AFTER_MS - 1000);
  await db().oAuthSigningKey.updateMany({ data: { createdAt } });
  const both = await kids();
  expect(both[0]).toBe(old);
  expect(both).toHaveLength(2);
  expect(await kids()).toEqual(both);
});

test('a key that cannot be decrypted stops the start: nothing is signed with another', async () => {
  await kids();
  await db().oAuthSigningKey.updateMany({ data: { kid: 'another' } });
  await expect(loadSigningKeys()).rejects.toThrow();
});

describe('which key signs', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const made = (hoursAgo: number) => ({
    createdAt: new Date(now.getTime() - hoursAgo * 3_600_000),
  });

  test.each([
    ['the only one, however new', [0], [0], []],
    ['the older one while the new one is being published', [0.5, 100], [100, 0.5], []],
    ['the new one after an hour, with the old one beside it', [2, 100], [2, 100], []],
    ['the new one alone after a day', [26, 100], [26], [100]],
    ['never one of long ago', [0.5, 2, 100, 200], [2, 0.5, 100], [200]],
  ])('%s', (_name, ages, inUse, retired) => {
    expect(sortKeys(ages.map(made), now)).toEqual({
      inUse: inUse.map(made),
      retired: retired.map(made),
    });
  });
});
