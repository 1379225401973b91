import { db } from '@/lib/db';

/** The scopes that each credential needed for a call that was let through, since a time. */
export async function findUsedScopes(
  workspaceId: string,
  credentialIds: string[],
  since: Date,
): Promise<Map<string, Set<string>>> {
  const rows = await db().requestLog.groupBy({
    by: ['credentialId', 'scope'],
    where: {
      workspaceId,
      credentialId: { in: credentialIds },
      time: { gte: since },
      scope: { not: null },
      OR: [{ problem: null }, { problem: { not: 'insufficient-scope' } }],
    },
  });
  const used = new Map<string, Set<string>>();
  for (const { credentialId, scope } of rows) {
    if (!scope) continue;
    used.set(credentialId, (used.get(credentialId) ?? new Set()).add(scope));
  }
  return used;
}
