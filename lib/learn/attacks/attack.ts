import type { TestRef } from '../test-report';

export const FAMILIES = {
  key: { name: 'API key', gist: 'A string that opens a door for whoever holds it.' },
  tenant: { name: 'Tenant', gist: 'A customer who reaches for another customer’s things.' },
  session: { name: 'Session', gist: 'The browser’s cookie, and those who would like to have it.' },
  oauth: { name: 'OAuth', gist: 'Three parties, two channels, and many ways to confuse them.' },
  job: {
    name: 'CI job',
    gist: 'A caller without a stored secret, and those who pretend to be it.',
  },
  mtls: { name: 'mTLS', gist: 'Certificates that are false, stolen, stale or somebody else’s.' },
  edge: { name: 'Edge', gist: 'What the outermost parser believes, everybody behind it believes.' },
  webhook: { name: 'Webhook', gist: 'We call out: to the wrong host, or with a forged name.' },
  ops: { name: 'Operations', gist: 'Logs, audit, outages and floods.' },
} as const;

export type Family = keyof typeof FAMILIES;

/** One grade of help: the first tells what to look at, the last can be pasted into a shell. */
export type Hint = { text: string; shell?: string };

export type Attack = {
  id: string;
  slug: string;
  family: Family;
  title: string;
  /** Two sentences: how the attacker got there, and what they hope for. */
  story: string;
  /** The refusal, as the attacker sees it. */
  expected: string;
  guard: string;
  hints: readonly Hint[];
  /** Tests that launch it. */
  proofs?: readonly TestRef[];
};
