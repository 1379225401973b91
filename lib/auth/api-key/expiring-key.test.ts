import { expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { db } from '@/lib/db';
import { announceExpiringKeys } from './expiring-key.repository';
import { issueApiKey } from './issue-api-key';
import { revokeApiKey } from './revoke-api-key';

provideTestDatabase();

const DAY_MS = 86_400_000;
const outbox = async (type: string) =>
  (await db().webhookOutbox.findMany({ where: { type }, orderBy: { id: 'asc' } })).map(
    ({ payload }) => JSON.parse(payload).data,
  );

it('announces a key 7 days and 1 day before its end, once each, and not a revoked one', async () => {
  const owner = await createPerson();
  const issue = async (name: string, expiresInDays: number) =>
    (await issueApiKey(owner, { name, scopes: ['usage:read'], mode: 'test', expiresInDays })).view;
  await issue('thirty', 30);
  await issue('three', 3);
  const revoked = await issue('revoked', 30);
  await revokeApiKey(owner, revoked.id, 'test');

  const now = Date.now();
  for (let hour = 0; hour <= 31 * 24; hour += 24) {
    const time = new Date(now + hour * 3_600_000);
    await Promise.all([announceExpiringKeys(time), announceExpiringKeys(time)]);
  }
  const names = (await outbox('key.expiring')).map(({ key }) => key.name).sort();
  expect(names).toEqual(['thirty', 'thirty', 'three']);
});

it('announces what expires soon when it starts for the first time', async () => {
  await db().webhookOutbox.deleteMany();
  await db().feedPosition.deleteMany();
  await db().apiKey.deleteMany();
  const owner = await createPerson();
  const input = { name: 'old', scopes: ['usage:read' as const], mode: 'test' as const };
  const { view } = await issueApiKey(owner, { ...input, expiresInDays: 30 });
  const in5Days = { expiresAt: new Date(Date.now() + 5 * DAY_MS), createdAt: new Date(0) };
  await db().apiKey.update({ where: { id: view.id }, data: in5Days });
  expect(await announceExpiringKeys()).toBe(1);
  expect(await announceExpiringKeys(new Date(Date.now() + 1_000))).toBe(0);
});

it('tells the webhooks of each key that a revocation ends', async () => {
  const owner = await createPerson();
  const { view } = await issueApiKey(owner, { name: 'gone', scopes: ['usage:read'], mode: 'test' });
  await revokeApiKey(owner, view.id, 'left the company');
  await revokeApiKey(owner, view.id, 'again');
  const events = (await outbox('key.revoked')).filter(({ key }) => key.id === view.id);
  expect(events).toMatchObject([{ key: { name: 'gone' }, reason: 'left the company' }]);
});
