import { expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import type { Principal } from '@/lib/auth/principal';
import { databaseNow } from '@/lib/database-clock.repository';
import { db } from '@/lib/db';
import { createEndpoint, MAX_ENDPOINTS } from './create-endpoint';
import { deleteEndpoint, forgetRemovedEndpoints, restoreEndpoint } from './delete-endpoint';
import { claimDeliveries, fanOutEvents } from './delivery-queue.repository';
import { listDeliveries } from './list-deliveries';
import { getEndpoint, listEndpoints } from './find-endpoint';
import { sendTestEvent } from './resend-delivery';

provideTestDatabase();

const INPUT = { url: 'https://example.com/hook', events: ['invoice.paid'] };
const MINUTE_MS = 60_000;
const NOT_FOUND = { slug: 'not-found' };

async function createRemoved(): Promise<{ owner: Principal; id: string }> {
  const owner = await createPerson();
  const { view } = await createEndpoint(owner, INPUT);
  await sendTestEvent(owner, view.id);
  await deleteEndpoint(owner, view.id);
  return { owner, id: view.id };
}

it('is as good as deleted: nobody finds it and nothing is sent', async () => {
  const { owner, id } = await createRemoved();
  await expect(getEndpoint(owner, id)).rejects.toMatchObject(NOT_FOUND);
  await expect(deleteEndpoint(owner, id)).rejects.toMatchObject(NOT_FOUND);
  expect((await listEndpoints(owner, { limit: 10 })).data).toEqual([]);
  await fanOutEvents();
  expect(await claimDeliveries(10)).toEqual([]);
});

it('comes back with its log, and what waited is sent', async () => {
  const { owner, id } = await createRemoved();
  await restoreEndpoint(owner, id);
  expect(await getEndpoint(owner, id)).toMatchObject({ id, status: 'enabled' });
  expect((await listDeliveries(owner, id, { limit: 10 })).data).toHaveLength(1);
  await fanOutEvents();
  expect(await claimDeliveries(10)).toHaveLength(1);
  await expect(restoreEndpoint(owner, id)).rejects.toMatchObject(NOT_FOUND);
});

it('comes back to nobody else, and not into a full list', async () => {
  const { owner, id } = await createRemoved();
  await expect(restoreEndpoint(await createPerson(), id)).rejects.toMatchObject(NOT_FOUND);
  await expect(restoreEndpoint({ ...owner, mode: 'live' }, id)).rejects.toMatchObject(NOT_FOUND);
  for (let made = 0; made < MAX_ENDPOINTS; made += 1) await createEndpoint(owner, INPUT);
  await expect(restoreEndpoint(owner, id)).rejects.toMatchObject(NOT_FOUND);
});

const inMinutes = async (minutes: number) =>
  new Date((await databaseNow()).getTime() + minutes * MINUTE_MS);

it('goes for good after some minutes, with its log', async () => {
  const { owner, id } = await createRemoved();
  await forgetRemovedEndpoints(await inMinutes(9));
  await restoreEndpoint(owner, id);
  await deleteEndpoint(owner, id);
  await forgetRemovedEndpoints(await inMinutes(11));
  await expect(restoreEndpoint(owner, id)).rejects.toMatchObject(NOT_FOUND);
  const where = { workspaceId: owner.workspaceId };
  expect(await db().webhookDelivery.count({ where })).toBe(0);
});
