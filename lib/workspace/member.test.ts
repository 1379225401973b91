import { describe, expect, it } from 'vitest';
import { provideTestDatabase } from '@/e2e/support/test-database';
import { callApi, outcomeOf } from '@/e2e/support/call-api';
import { createPerson } from '@/e2e/support/test-workspace';
import { verifyAuditChain } from '@/lib/audit/verify-audit-chain';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { findLiveSession, insertSession } from '@/lib/auth/oauth/session/session.repository';
import type { Principal } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { newId, toPublicId } from '@/lib/public-id';
import { changeRole, leaveWorkspace, removeMember } from './change-member';
import { inviteMember, listInvitations, revokeInvitation } from './invite-member';
import { joinWorkspace, readInvitation } from './join-workspace';
import { listMembers } from './list-members';

provideTestDatabase();

const idOf = ({ userId }: Principal) => toPublicId('usr', userId);

/** An owner and a member of one workspace. */
async function createTeam() {
  const owner = await createPerson({ name: 'Olga' });
  const { workspaceId } = owner;
  const member = await createPerson({ name: 'Max', workspaceId, role: 'member' });
  return { owner, member, workspaceId };
}

const roleOf = async ({ userId }: Principal, workspaceId: string) =>
  (await db().membership.findFirst({ where: { workspaceId, userId } }))?.role;

const actionsOf = async (workspaceId: string) => {
  const rows = await db().auditEvent.findMany({
    where: { workspaceId },
    orderBy: { sequence: 'asc' },
  });
  return rows.map(({ action }) => action);
};

describe('an invitation', () => {
  it('lets one person in, once, with the role that it says', async () => {
    const { owner, workspaceId } = await createTeam();
    const { token, view } = await inviteMember(owner, 'member');
    const guests = await Promise.all([1, 2, 3].map(() => createPerson({ name: 'Guest' })));
    expect(await readInvitation(token)).toMatchObject({ id: view.id, invitedBy: 'Olga' });
    const joined = await Promise.allSettled(guests.map((guest) => joinWorkspace(guest, token)));
    expect(joined.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const roles = await Promise.all(guests.map((guest) => roleOf(guest, workspaceId)));
    expect(roles.filter(Boolean)).toEqual(['member']);
    expect(await readInvitation(token)).toBeNull();
    expect(await listInvitations(owner)).toEqual([]);
  });

  it('is stored as a digest only', async () => {
    const { owner } = await createTeam();
    const { token } = await inviteMember(owner, 'member');
    const stored = JSON.stringify(await db().invitation.findMany());
    expect(stored).not.toContain(token.slice(6));
  });

  it('opens nothing when it is too old, taken back, or its maker owns the place no more', async () => {
    const { owner, member, workspaceId } = await createTeam();
    const guest = await createPerson();
    const old = await inviteMember(owner, 'member');
    await db().invitation.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    const back = await inviteMember(owner, 'member');
    await revokeInvitation(owner, back.view.id);
    await changeRole(owner, idOf(member), 'owner');
    const orphaned = await inviteMember({ ...member, role: 'owner' }, 'owner');
    await changeRole(owner, idOf(member), 'member');
    for (const { token } of [old, back, orphaned]) {
      expect(await readInvitation(token)).toBeNull();
      await expect(joinWorkspace(guest, token)).rejects.toMatchObject({ slug: 'not-found' });
    }
    expect(await roleOf(guest, workspaceId)).toBeUndefined();
    // Without the check of its maker the last one would have let someone in as an owner.
    await changeRole(owner, idOf(member), 'owner');
    await joinWorkspace(guest, orphaned.token);
    expect(await roleOf(guest, workspaceId)).toBe('owner');
  });

  it('is not used up by someone who belongs there', async () => {
    const { owner, member, workspaceId } = await createTeam();
    const { token } = await inviteMember(owner, 'owner');
    expect(await joinWorkspace(member, token)).toBe(workspaceId);
    expect(await roleOf(member, workspaceId)).toBe('member');
    expect(await readInvitation(token)).not.toBeNull();
  });
});

describe("an owner's acts", () => {
  const acts: [string, (principal: Principal, other: Principal) => Promise<unknown>][] = [
    ['invite', (principal) => inviteMember(principal, 'owner')],
    ['list invitations', (principal) => listInvitations(principal)],
    ['take an invitation back', (principal) => revokeInvitation(principal, 'ivt_x')],
    ['change a role', (principal, other) => changeRole(principal, idOf(other), 'member')],
    ['promote oneself', (principal) => changeRole(principal, idOf(principal), 'owner')],
    ['remove someone', (principal, other) => removeMember(principal, idOf(other))],
  ];

  it.each(acts)('a member may not %s', async (_what, act) => {
    const { owner, member, workspaceId } = await createTeam();
    await expect(act(member, owner)).rejects.toMatchObject({ slug: 'forbidden' });
    expect(await roleOf(owner, workspaceId)).toBe('owner');
    expect(await roleOf(member, workspaceId)).toBe('member');
    expect(await actionsOf(workspaceId)).toEqual([]);
  });

  it('nobody may do them with the role of a moment ago', async () => {
    const { owner, member, workspaceId } = await createTeam();
    const stale: Principal = { ...member, role: 'owner' };
    await expect(removeMember(stale, idOf(owner))).rejects.toMatchObject({ slug: 'forbidden' });
    await expect(inviteMember(stale, 'owner')).rejects.toMatchObject({ slug: 'forbidden' });
    expect(await roleOf(owner, workspaceId)).toBe('owner');
  });

  it('reach nobody of another workspace', async () => {
    const { owner } = await createTeam();
    const { member, workspaceId } = await createTeam();
    await expect(removeMember(owner, idOf(member))).rejects.toMatchObject({ slug: 'not-found' });
    await expect(removeMember(owner, 'usr_x')).rejects.toMatchObject({ slug: 'not-found' });
    expect(await roleOf(member, workspaceId)).toBe('member');
  });
});

describe('the last owner', () => {
  it('stays one, whatever is tried', async () => {
    const { owner, workspaceId } = await createTeam();
    for (const act of [
      () => leaveWorkspace(owner),
      () => removeMember(owner, idOf(owner)),
      () => changeRole(owner, idOf(owner), 'member'),
    ]) {
      await expect(act()).rejects.toMatchObject({ slug: 'conflict' });
    }
    expect(await roleOf(owner, workspaceId)).toBe('owner');
  });

  it('is left by two owners who remove each other at once', async () => {
    const { owner, member, workspaceId } = await createTeam();
    await changeRole(owner, idOf(member), 'owner');
    const second: Principal = { ...member, role: 'owner' };
    await Promise.allSettled([
      removeMember(owner, idOf(second)),
      removeMember(second, idOf(owner)),
      leaveWorkspace(owner),
      leaveWorkspace(second),
    ]);
    expect(await db().membership.count({ where: { workspaceId, role: 'owner' } })).toBe(1);
  });
});

describe('who is removed', () => {
  it('loses sessions and keys for the workspace at once, and gets none back by returning', async () => {
    const { owner, member, workspaceId } = await createTeam();
    const { key } = await issueApiKey(member, {
      name: 'k',
      mode: 'test',
      scopes: ['events:write', 'usage:read'],
    });
    const token = newId();
    await insertSession(token, member.userId, { provider: null, address: null, userAgent: null });
    const opens = async () =>
      (await findLiveSession(token, null))?.workspaces.some(({ id }) => id === workspaceId);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('200');
    expect(await opens()).toBe(true);

    await removeMember(owner, idOf(member));
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
    expect(await opens()).toBe(false);
    expect((await findLiveSession(token, null))?.workspaces).toHaveLength(1);

    const { token: invitation } = await inviteMember(owner, 'member');
    await joinWorkspace(member, invitation);
    expect(await opens()).toBe(true);
    expect(await outcomeOf(await callApi(key, '/api/v1/me'))).toBe('401 key-revoked');
    expect((await listMembers(owner)).map(({ name }) => name)).toEqual(['Olga', 'Max']);
    expect(await actionsOf(workspaceId)).toEqual([
      'api-key.issued',
      'member.removed',
      'member.invited',
      'member.joined',
    ]);
    expect((await verifyAuditChain()).broken).toEqual([]);
  });

  it('a demoted owner keeps a key with the rights of a member', async () => {
    const { owner, member } = await createTeam();
    await changeRole(owner, idOf(member), 'owner');
    const second: Principal = { ...owner, userId: member.userId };
    const { key } = await issueApiKey(second, {
      name: 'k',
      mode: 'test',
      scopes: ['payments:write', 'usage:read'],
    });
    const scopesNow = async () => (await (await callApi(key, '/api/v1/me')).json()).scopes;
    expect(await scopesNow()).toContain('payments:write');
    await changeRole(owner, idOf(member), 'member');
    expect(await scopesNow()).toEqual(['usage:read']);
  });
});
