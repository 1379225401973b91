import { expect, test } from 'vitest';
import { db } from '@/lib/db';
import { newId } from '@/lib/public-id';
import { createTestDatabase, provideTestDatabase } from './test-database';

provideTestDatabase();

test('a file has an empty, migrated database of its own behind lib/db', async () => {
  await db().workspace.create({ data: { id: newId(), name: 'Here' } });
  expect(await db().workspace.count()).toBe(1);
});

test('a second database knows nothing of the first', async () => {
  const other = await createTestDatabase();
  expect(other.url).not.toBe(process.env.DATABASE_URL);
  await other.drop();
});
