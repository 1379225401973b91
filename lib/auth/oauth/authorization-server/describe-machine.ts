import { effectiveScopes } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { toAppId, toClientId } from './app-credentials';
import { findMachine } from './find-app.repository';
import { certificatesInForce, thumbprintOf } from './machine-certificate';

/**
 * Whom a machine client acts for: the workspace that registered it, in the role that the person who
 * did so has now. It has no more rights than they, and none once they left.
 *
 * Attack: whose key leaked goes on with the token that was bound to it. A token ends with its
 * certificate, not a quarter of an hour later.
 * @param token whose certificate the caller has proved to hold.
 * @returns null where the app is gone, its person left, or the certificate is its own no more.
 */
export async function describeMachine(token: {
  clientId: string;
  scopes: readonly string[];
  expiresAt: Date;
  thumbprint: string;
}): Promise<Principal | null> {
  const { clientId, scopes, expiresAt, thumbprint } = token;
  const id = toAppId(clientId);
  const app = id ? await findMachine(id) : null;
  if (!app?.machineMode) return null;
  if (!certificatesInForce(app).some((one) => thumbprintOf(one) === thumbprint)) return null;
  return {
    credential: 'oauth',
    credentialId: toClientId(app.id),
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
