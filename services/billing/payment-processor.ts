import { problem } from '@/lib/http/problem';
import type { Tenant } from './database';

type Charge = { amount: bigint; currency: string; method: string; idempotencyKey: string };
export type ChargeOutcome = 'succeeded' | 'declined' | 'requires_action';

/** What the payer answered. A real processor is asked for it; in test mode our own page says it. */
export type PayerAnswer = 'approve' | 'refuse';

/**
 * Moves the money. A real processor implements this and is named in `processorOf`; README.md says
 * what it has to promise.
 */
type PaymentProcessor = {
  /** @throws {ProblemError} 422 for a payment method that it does not know. */
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** How a charge ended that waited for its payer. */
  complete(charge: Charge, answer: PayerAnswer): Promise<ChargeOutcome>;
};

const TEST_METHODS: Record<string, ChargeOutcome> = {
  pm_test_ok: 'succeeded',
  pm_test_declined: 'declined',
  pm_test_requires_action: 'requires_action',
};

function unknownMethod(detail: string) {
  return problem('validation-failed', { errors: [{ pointer: '/payment_method', detail }] });
}

/** Charges no one: the method says how it ends. */
const testProcessor: PaymentProcessor = {
  async charge({ method }) {
    const outcome = Object.hasOwn(TEST_METHODS, method) ? TEST_METHODS[method] : undefined;
    if (!outcome) {
      throw unknownMethod(`In test mode use one of ${Object.keys(TEST_METHODS).join(', ')}.`);
    }
    return outcome;
  },
  async complete(_charge, answer) {
    return answer === 'approve' ? 'succeeded' : 'declined';
  },
};

function noProcessor() {
  return problem('dependency-unavailable', {
    detail: 'No payment processor is configured for live mode.',
  });
}

/** Attack: a test payment method must not settle a real debt. */
const noLiveProcessor: PaymentProcessor = {
  async charge({ method }) {
    if (Object.hasOwn(TEST_METHODS, method)) {
      throw unknownMethod('Test payment methods work in test mode only.');
    }
    throw noProcessor();
  },
  async complete() {
    throw noProcessor();
  },
};

/** The processor of a tenant's mode. */
export function processorOf({ mode }: Tenant): PaymentProcessor {
  return mode === 'test' ? testProcessor : noLiveProcessor;
}
