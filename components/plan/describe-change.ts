import { formatMoney } from '@/lib/billing/money';
import type { BillingAccount, Plan } from '@/lib/billing/wire';

/** What a change of plan costs and from when it holds, in one or two sentences. */
export function describeChange({ plan: current, next_plan: next }: BillingAccount, plan: Plan) {
  const fee = formatMoney(plan.monthly_fee, plan.currency);
  if (plan.key === current.key && next) {
    return `You stay on ${plan.name} for ${fee} a month. The change to ${next.name} is taken back.`;
  }
  if (plan.monthly_fee > current.monthly_fee) {
    return `It costs ${fee} a month and holds from this month on: its prices apply to all usage of the month.`;
  }
  return `It costs ${fee} a month and holds from the next month on. Until then ${current.name} stays.`;
}
