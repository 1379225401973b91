import type { Style } from '../style';
import type { TestRef } from '../test-report';

type FamilyText = {
  name: string;
  gist: string;
  /** The style whose credential is attacked; null where it is none of the three. */
  style: Style | null;
};

export const FAMILIES = {
  key: {
    name: 'API key',
    style: 'api-key',
    gist: 'A string that works for anyone who has it.',
  },
  tenant: {
    name: 'Tenant',
    style: 'api-key',
    gist: 'A customer who reaches for another customer’s data.',
  },
  session: {
    name: 'Session',
    style: 'oauth',
    gist: 'The browser’s cookie, stolen, planted or abused.',
  },
  oauth: {
    name: 'OAuth',
    style: 'oauth',
    gist: 'Three parties, two channels, and many ways to confuse them.',
  },
  job: {
    name: 'CI job',
    style: 'oauth',
    gist: 'A caller without a stored secret, and those who pretend to be it.',
  },
  agent: {
    name: 'AI agent',
    style: 'oauth',
    gist: 'A program that acts for a person and reads what strangers wrote.',
  },
  mtls: {
    name: 'mTLS',
    style: 'mtls',
    gist: 'Certificates that are forged, stolen, expired or issued to another workload.',
  },
  edge: {
    name: 'Edge',
    style: null,
    gist: 'What the outermost parser accepts, every service behind it accepts.',
  },
  webhook: {
    name: 'Webhook',
    style: null,
    gist: 'Outgoing calls to the wrong host, and deliveries with a forged signature.',
  },
  ops: {
    name: 'Operations',
    style: null,
    gist: 'Logs, audit, outages and floods.',
  },
} satisfies Record<string, FamilyText>;

export type Family = keyof typeof FAMILIES;

/** One grade of help: the first tells what to look at, the last can be pasted into a shell. */
export type Hint = { text: string; shell?: string };

export type Attack = {
  id: string;
  slug: string;
  family: Family;
  title: string;
  /** What the field calls it, as one would search for it. */
  names: readonly string[];
  /** Where it is described: `CWE-1021`, `RFC 9700 section 4.4`. */
  standards: readonly string[];
  /** Two sentences: how the attacker got there, and what they hope for. */
  story: string;
  /** The refusal, as the attacker sees it. */
  expected: string;
  guard: string;
  hints: readonly Hint[];
  /** Tests that launch it. */
  proofs?: readonly TestRef[];
};
