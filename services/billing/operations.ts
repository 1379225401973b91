import { billingDatabaseAnswers } from './database-health.repository';
import type { Env } from '@/lib/env';
import { serveOperations } from '@/lib/serve-operations';

/** Whether billing should be called: its database answers. */
export async function readBillingReadiness(): Promise<{ ready: boolean; reason?: string }> {
  const ready = await billingDatabaseAnswers();
  return ready ? { ready } : { ready, reason: 'database' };
}

/**
 * Billing's port for whoever operates it, where BILLING_METRICS_PORT is set: the other one needs a
 * certificate.
 */
export function serveBillingOperations({ BILLING_METRICS_PORT, METRICS_HOST }: Env) {
  return serveOperations({
    port: BILLING_METRICS_PORT,
    variable: 'BILLING_METRICS_PORT',
    host: METRICS_HOST,
    readiness: readBillingReadiness,
  });
}
