import type { Actor, BillingAccount } from '@/lib/billing/wire';
import { problem } from '@/lib/http/problem';
import { currentPlans, findOrCreateAccount } from './account.repository';
import { nextPeriod, periodOf } from './billing-period';
import { getAccount } from './get-account';
import { inTransaction } from './payment.repository';
import { dropLaterChanges, findPlans, insertPlanChange, lockAccount } from './plan.repository';
import type { Tenant } from './database';

/**
 * Puts the tenant on a plan. A dearer one holds from this month on, a cheaper one from the next;
 * asking for the plan that one has takes a planned change back. The same call twice changes nothing.
 *
 * Attack: a month on the dear plan with its low unit prices, and back to the free one an hour before
 * the invoice is written.
 * @throws {ProblemError} 422 for a plan that is not on offer.
 */
export async function changePlan(
  tenant: Tenant,
  actor: Actor,
  planKey: string,
  now = new Date(),
): Promise<BillingAccount> {
  const plans = await findPlans();
  const wanted = plans.find(({ key }) => key === planKey);
  if (!wanted) {
    const detail = `One of ${plans.map(({ key }) => key).join(', ')}.`;
    throw problem('validation-failed', { errors: [{ pointer: '/plan', detail }] });
  }
  const { id: accountId } = await findOrCreateAccount(tenant);
  await inTransaction(async (db) => {
    await lockAccount(db, accountId);
    const { current } = currentPlans(await findOrCreateAccount(tenant, db), now);
    const period = periodOf(now);
    if (wanted.key === current.key) return dropLaterChanges(db, accountId, period);
    const fromPeriod = wanted.monthlyFee > current.monthlyFee ? period : nextPeriod(period);
    const by = `${actor.credential}:${actor.credential_id}`;
    await insertPlanChange(db, { accountId, fromPeriod, planKey, actor: by });
  });
  return getAccount(tenant, now);
}
