import type { Plan } from '@/lib/billing/wire';
import type { PlanRow } from './account.repository';
import { decimalText } from './invoice-view';
import type { PricedPlan } from './price-usage';

/** A plan as it goes over the wire. */
export function toWirePlan(plan: PlanRow): Plan {
  return {
    key: plan.key,
    name: plan.name,
    currency: plan.currency,
    monthly_fee: Number(plan.monthlyFee),
    tiers: plan.tiers.map((tier) => ({
      meter: tier.meter,
      up_to: tier.upTo === null ? null : decimalText(tier.upTo),
      unit_price: decimalText(tier.unitPrice),
    })),
  };
}

/** A plan as prices are computed with it. */
export function toPricedPlan(plan: PlanRow): PricedPlan {
  return {
    name: plan.name,
    currency: plan.currency,
    monthlyFee: plan.monthlyFee,
    tiers: plan.tiers.map((tier) => ({
      meter: tier.meter,
      upTo: tier.upTo === null ? null : decimalText(tier.upTo),
      unitPrice: decimalText(tier.unitPrice),
    })),
  };
}
