import { Badge } from '@/components/ui/badge';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatDecimal, formatMoney, formatUnitPrice } from '@/lib/billing/money';
import type { BillingAccount, Plan } from '@/lib/billing/wire';

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
                  look={plan.monthly_fee > account.plan.monthly_fee ? 'primary' : 'plain'}
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
      {!action && <p className="text-sm text-quiet">Only owners can change the plan.</p>}
    </div>
  );
}

/** What a change of plan costs and from when it holds, in one or two sentences. */
export function describeChange({ plan: current, next_plan: next }: BillingAccount, plan: Plan) {
  const fee = formatMoney(plan.monthly_fee, plan.currency);
  if (plan.key === current.key && next) {
    return `You stay on ${plan.name} for ${fee} a month. The change to ${next.name} is taken back.`;
  }
  if (plan.monthly_fee > current.monthly_fee) {
    return `It costs ${fee} a month from this month on, and its prices apply to all usage of the month.`;
  }
  return `It costs ${fee} a month from next month. Until then you stay on ${current.name}.`;
}

type Step = { meter: string; range: string; price: string };

/** The steps of a plan's price list as people read them. */
function toSteps({ tiers, currency }: Plan): Step[] {
  return tiers.map(({ meter, up_to: upTo, unit_price: unitPrice }, index) => {
    const before = tiers[index - 1];
    const from = before?.meter === meter ? before.up_to : null;
    const end = upTo === null ? null : formatDecimal(upTo);
    const start = from === null ? null : formatDecimal(from);
    const range = start ? (end ? `${start} to ${end}` : `above ${start}`) : `first ${end ?? 'on'}`;
    const free = Number(unitPrice) === 0;
    return { meter, range, price: free ? 'included' : formatUnitPrice(unitPrice, currency) };
  });
}

/** What one unit costs, by meter and step. Narrow enough to be a table on every screen. */
function PriceTable({ plan }: { plan: Plan }) {
  const steps = toSteps(plan);
  return (
    <table className="tabular w-full border-y border-rule text-sm">
      <caption className="sr-only">{`Unit prices of ${plan.name}`}</caption>
      <thead className="text-left text-xs text-quiet">
        <tr className="border-b border-outline">
          <th scope="col" className="py-2 pr-4 font-normal">
            Meter
          </th>
          <th scope="col" className="py-2 pr-4 font-normal">
            In a month
          </th>
          <th scope="col" className="py-2 text-right font-normal">
            Each
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ meter, range, price }, index) => (
          <tr key={`${meter} ${range}`} className="border-b border-rule last:border-b-0">
            {meter !== steps[index - 1]?.meter && (
              <th
                scope="rowgroup"
                rowSpan={steps.filter((step) => step.meter === meter).length}
                className="py-2 pr-4 text-left align-top font-normal [overflow-wrap:anywhere]"
              >
                <code>{meter}</code>
              </th>
            )}
            <td className="py-2 pr-4">{range}</td>
            <td className="py-2 text-right">{price}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
