import { createHash } from 'node:crypto';
import { db } from '@/lib/db';
import type { Principal } from '@/lib/auth/principal';
import { scopesOfRole } from '@/lib/auth/authorize';

/** Which of a learner's two sandboxes: their own, and the one next door. */
type Plot = 'own' | 'neighbour';

const NAMES: Record<Plot, string> = { own: 'Attack lab', neighbour: 'Attack lab, next door' };

/**
 * The learner as owner of a sandbox workspace, made at the first call. Attacks run there and
 * nowhere else.
 */
export async function openSandbox(userId: string, plot: Plot): Promise<Principal> {
  const workspaceId = plotId(userId, plot);
  await db().workspace.upsert({
    where: { id: workspaceId },
    update: {},
    create: { id: workspaceId, name: NAMES[plot], sandbox: true },
  });
  await db().membership.upsert({
    where: { workspaceId_userId: { workspaceId, userId } },
    update: {},
    create: { workspaceId, userId, role: 'owner' },
  });
  return {
    credential: 'session',
    credentialId: 'attack-lab',
    userId,
    workspaceId,
    role: 'owner',
    mode: 'test',
    scopes: scopesOfRole('owner'),
    expiresAt: null,
  };
}

/** Moves the use of the workspace's used tokens into the past, as if someone had waited. */
export async function ageUsedTokens(workspaceId: string, seconds: number): Promise<void> {
  await db().$executeRaw`
    update oauth_artefact set consumed_at = consumed_at - ${seconds} * interval '1 second'
    where consumed_at is not null and grant_id in (
      select id from oauth_grant where workspace_id = ${workspaceId}::uuid)`;
}

/** Moves the binding of a session into the past, as if its first seconds were over. */
export async function endBindingGrace(sessionId: string): Promise<void> {
  await db().sessionDevice.updateMany({
    where: { sessionId },
    data: { boundAt: new Date(Date.now() - 3_600_000) },
  });
}

/** The same two ids for a learner each time. @see RFC 9562 section 5.8 */
function plotId(userId: string, plot: Plot): string {
  const hex = createHash('sha256').update(`attack-lab:${plot}:${userId}`).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}
