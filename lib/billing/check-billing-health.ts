import { callBilling } from './call-billing';
import { healthSchema } from './wire';

/**
 * Asks billing whether it serves, and as whom it knows us. For the system, not for a person.
 * @throws {ProblemError} 503 `dependency-unavailable`.
 */
export function checkBillingHealth() {
  return callBilling(null, { method: 'GET', path: '/v1/health' } as const, healthSchema);
}
