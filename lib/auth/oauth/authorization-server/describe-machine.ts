import { effectiveScopes } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { toAppId } from './app-secret';
import { findMachine } from './find-app.repository';

/**
 * Whom a machine client acts for: the workspace that registered it, in the role that the person who
 * did so has now. It has no more rights than they, and none once they left.
 * @returns null where the app is gone or its person left.
 */
export async function describeMachine(
  clientId: string,
  scopes: readonly string[],
  expiresAt: Date,
): Promise<Principal | null> {
  const id = toAppId(clientId);
  const app = id ? await findMachine(id) : null;
  if (!app?.machineMode) return null;
  return {
    credential: 'oauth',
    credentialId: app.id,
    userId: app.userId,
    workspaceId: app.workspaceId,
    role: app.role,
    mode: app.machineMode,
    scopes: effectiveScopes(
      scopes.filter((scope) => app.scopes.includes(scope)),
      app.role,
    ),
    expiresAt,
    names: app.names,
  };
}
