import { beforeAll, expect, test } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { createPerson } from '@/e2e/support/test-workspace';
import { findLiveSession, insertSession } from '@/lib/auth/oauth/session/session.repository';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { removeMember } from '@/lib/workspace/change-member';
import { newId, toPublicId } from '@/lib/public-id';
import { openSandbox } from './sandbox.repository';

provideTestDatabase();

let owner: Principal;
let learner: Principal;

beforeAll(async () => {
  owner = await createPerson({ name: 'Olga' });
  const { workspaceId } = owner;
  learner = await createPerson({ name: 'Lea', workspaceId, role: 'member' });
  for (const plot of ['own', 'neighbour'] as const) await openSandbox(learner.userId, plot);
});

const readSession = async () => {
  const token = newId();
  await insertSession(token, learner.userId, { provider: null, address: null, userAgent: null });
  return findLiveSession(token, null);
};

test('the workspaces of the lab are none that the product offers', async () => {
  const session = await readSession();
  expect(session?.workspaces.map(({ id }) => id)).toEqual([owner.workspaceId]);
  expect(session?.sandboxes.map(({ name }) => name)).toEqual([
    'Attack lab',
    'Attack lab, next door',
  ]);
});

test('control: without the mark they would be offered', async () => {
  const mark = (sandbox: boolean) =>
    db().workspace.updateMany({ where: { name: { startsWith: 'Attack lab' } }, data: { sandbox } });
  await mark(false);
  expect((await readSession())?.workspaces).toHaveLength(3);
  await mark(true);
});

test('someone left with nothing but sandboxes gets a workspace of their own', async () => {
  await removeMember(owner, toPublicId('usr', learner.userId));
  expect((await readSession())?.workspaces).toMatchObject([
    { name: "Lea's workspace", role: 'owner' },
  ]);
});
