import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import { newId } from '@/lib/public-id';
import type { MeterAggregation } from '@/lib/usage/usage-view';

export type BenchMeter = { key: string; aggregation: MeterAggregation; property?: string };

/**
 * A workspace with an owner, meters and a key without a rate limit, in test mode. What reads the
 * environment is loaded only now, when `BenchSystem` has set it.
 */
export async function createBenchTenant(
  meters: readonly BenchMeter[],
): Promise<{ principal: Principal; key: string }> {
  const { db } = await import('@/lib/db');
  const { issueApiKey } = await import('@/lib/auth/api-key/issue-api-key');
  const { createMeter } = await import('@/lib/usage/create-meter');
  const [userId, workspaceId] = [newId(), newId()];
  await db().user.create({ data: { id: userId, name: 'Bench' } });
  await db().workspace.create({ data: { id: workspaceId, name: 'Bench' } });
  await db().membership.create({ data: { workspaceId, userId, role: 'owner' } });
  const principal: Principal = {
    credential: 'operator',
    credentialId: 'bench',
    userId,
    workspaceId,
    role: 'owner',
    mode: 'test',
    scopes: new Set(ALL_SCOPES),
    expiresAt: null,
  };
  for (const meter of meters) await createMeter(principal, { name: meter.key, ...meter });
  const input = { name: 'Bench', scopes: ALL_SCOPES, mode: 'test' as const, rateLimit: 0 };
  const { key } = await issueApiKey(principal, input);
  return { principal, key };
}
