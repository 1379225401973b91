import type { Principal } from '@/lib/auth/principal';
import { getBillingAccount } from './client';

/**
 * The key of the plan that a workspace is on in a mode. Runs for the system.
 * @throws {ProblemError} 503.
 */
export async function readPlanOf(tenant: Pick<Principal, 'workspaceId' | 'mode'>): Promise<string> {
  const system: Principal = {
    ...tenant,
    credential: 'operator',
    credentialId: 'retention',
    userId: '00000000-0000-0000-0000-000000000000',
    role: 'owner',
    scopes: new Set(['invoices:read']),
    expiresAt: null,
  };
  return (await getBillingAccount(system)).plan.key;
}
