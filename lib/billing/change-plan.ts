import { requireOwner, requireScope } from '@/lib/auth/authorize';
import type { Principal } from '@/lib/auth/principal';
import { toPublicId } from '@/lib/public-id';
import { callBilling, tenantPath } from './call-billing';
import { noteAct } from './note-act.repository';
import { type BillingAccount, billingAccountSchema } from './wire';

/**
 * Puts the workspace on a plan in the principal's mode: a dearer one from this month on, a cheaper
 * one from the next.
 * @throws {ProblemError} 403 `forbidden` for a member, 422 for a plan that is not on offer, 503.
 * @see docs/decisions/0029-a-plan-belongs-to-months.md
 */
export async function changePlan(principal: Principal, plan: string): Promise<BillingAccount> {
  requireOwner(principal);
  requireScope(principal, 'payments:write');
  const path = `${tenantPath(principal)}/plan`;
  const call = { method: 'PUT', path, body: { plan }, idempotent: true } as const;
  const account = await callBilling(principal, call, billingAccountSchema);
  const { workspaceId, userId, mode } = principal;
  await noteAct({
    workspaceId,
    actor: toPublicId('usr', userId),
    action: 'plan.changed',
    object: plan,
    mode,
    detail: { from: account.next_plan?.from ?? 'now' },
  });
  return account;
}
