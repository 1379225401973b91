import { scopesOfRole } from '@/lib/auth/authorize';
import type { Mode, Principal, Role } from '@/lib/auth/principal';
import { db } from '@/lib/db';
import { type ClientContext, newRequestId } from '@/lib/http/client-context';
import { newId } from '@/lib/public-id';

/** A person in a workspace of their own, or in that of another, signed in. For unit tests. */
export async function createPerson(
  options: { name?: string; workspaceId?: string; role?: Role; mode?: Mode } = {},
): Promise<Principal> {
  const { name = 'Ada', workspaceId = newId(), role = 'owner', mode = 'test' } = options;
  const user = await db().user.create({ data: { id: newId(), name } });
  await db().workspace.upsert({
    where: { id: workspaceId },
    create: { id: workspaceId, name: `${name}'s` },
    update: {},
  });
  await db().membership.create({ data: { workspaceId, userId: user.id, role } });
  return {
    credential: 'session',
    credentialId: newId(),
    userId: user.id,
    workspaceId,
    role,
    mode,
    scopes: scopesOfRole(role),
    expiresAt: null,
  };
}

/** What the front door would know of a caller. */
export function callerFrom(address: string | null = '127.0.0.1'): ClientContext {
  return { address, requestId: newRequestId(), userAgent: 'test' };
}
