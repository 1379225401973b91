import { callBilling } from './call-billing';
import { type UsageReceipt, type UsageTotal, usageReceiptSchema } from './wire';

/**
 * Hands a batch of totals to billing, 1 to 1,000. Sending the same ones again changes nothing.
 * It acts for the system, not for a person, so it takes no principal.
 * @throws {ProblemError} 422, 503.
 */
export function sendUsageTotals(totals: readonly UsageTotal[]): Promise<UsageReceipt> {
  const call = { method: 'PUT', path: '/v1/usage-totals', body: { totals } } as const;
  return callBilling(null, call, usageReceiptSchema);
}
