import type { Principal } from '@/lib/auth/principal';
import { ALL_SCOPES } from '@/lib/auth/scope';
import type { MeterAggregation } from '@/lib/usage/usage-view';

export type BenchMeter = { key: string; aggregation: MeterAggregation; property?: string };

/** A workspace with an owner, meters and a key without a rate limit. `lib/` must reach a database. */
export async function createBenchTenant(
  meters: readonly BenchMeter[],
): Promise<{ principal: Principal; key: string }> {
  const { createPerson } = await import('@/e2e/support/test-workspace');
  const { issueApiKey } = await import('@/lib/auth/api-key/issue-api-key');
  const { createMeter } = await import('@/lib/usage/create-meter');
  const owner = await createPerson({ name: 'Bench' });
  const principal: Principal = { ...owner, credential: 'operator', scopes: new Set(ALL_SCOPES) };
  for (const meter of meters) await createMeter(principal, { name: meter.key, ...meter });
  const input = { name: 'Bench', scopes: ALL_SCOPES, mode: 'test' as const, rateLimit: 0 };
  const { key } = await issueApiKey(principal, input);
  return { principal, key };
}
