import { formatMoney } from '@/lib/billing/money';
import { Badge } from '@/components/ui/badge';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { BillingAccount, Plan } from '@/lib/billing/wire';
import { describeChange } from './describe-change';
import { PriceTable } from './price-table';

type PlanChoiceProps = {
  account: BillingAccount;
  plans: readonly Plan[];
  /** Absent where the reader is no owner. */
  action?: ((form: FormData) => Promise<void>) | undefined;
};

/** The plans side by side, with their prices; the one that holds is marked. */
export function PlanChoice({ account, plans, action }: PlanChoiceProps) {
  const next = account.next_plan;
  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
      {plans.map((plan) => {
        const current = plan.key === account.plan.key;
        const choosable = current ? next !== null : plan.key !== next?.key;
        return (
          <section key={plan.key} aria-labelledby={`plan-${plan.key}`} className="flex flex-col">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <h2 id={`plan-${plan.key}`} className="text-xl">
                {plan.name}
              </h2>
              {current && <Badge tone="good">your plan</Badge>}
              {plan.key === next?.key && <Badge tone="waiting">from {next.from} on</Badge>}
            </div>
            <p className="tabular mt-1 font-serif text-2xl font-semibold">
              {formatMoney(plan.monthly_fee, plan.currency)}{' '}
              <span className="font-sans text-sm font-normal text-quiet">a month</span>
            </p>
            <div className="mt-4">
              <PriceTable plan={plan} />
            </div>
            {action && choosable && (
              <p className="mt-4">
                <ConfirmDialog
                  trigger={current ? `Stay on ${plan.name}` : `Change to ${plan.name}`}
                  look="plain"
                  href={`/settings/plan/${plan.key}`}
                  title={current ? `Stay on ${plan.name}?` : `Change to ${plan.name}?`}
                  description={describeChange(account, plan)}
                  confirm={current ? 'Stay' : 'Change the plan'}
                  action={action}
                  values={{ plan: plan.key }}
                />
              </p>
            )}
          </section>
        );
      })}
      {!action && <p className="text-sm text-quiet">Only an owner may change the plan.</p>}
    </div>
  );
}
