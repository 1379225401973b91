import type { Tier } from './price-usage';

export type CatalogPlan = {
  key: string;
  name: string;
  currency: string;
  /** Minor units a month. */
  monthlyFee: bigint;
  tiers: readonly Tier[];
};

/** The plans on offer. Seeding writes them; an issued invoice keeps its own prices. */
export const PLANS: readonly CatalogPlan[] = [
  {
    key: 'free',
    name: 'Free',
    currency: 'USD',
    monthlyFee: 0n,
    tiers: [
      { meter: 'api_calls', upTo: '1000', unitPrice: '0' },
      { meter: 'api_calls', upTo: null, unitPrice: '0.004' },
      { meter: 'compute_seconds', upTo: '600', unitPrice: '0' },
      { meter: 'compute_seconds', upTo: null, unitPrice: '0.001' },
    ],
  },
  {
    key: 'pro',
    name: 'Pro',
    currency: 'USD',
    monthlyFee: 2_000n,
    tiers: [
      { meter: 'api_calls', upTo: '1000', unitPrice: '0' },
      { meter: 'api_calls', upTo: '100000', unitPrice: '0.002' },
      { meter: 'api_calls', upTo: null, unitPrice: '0.0012' },
      { meter: 'compute_seconds', upTo: '3600', unitPrice: '0' },
      { meter: 'compute_seconds', upTo: null, unitPrice: '0.0005' },
    ],
  },
];
