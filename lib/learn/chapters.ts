import { ATTACKS } from './attacks/attack-list';

export type Chapter = {
  href: string;
  title: string;
  /** What one knows after reading it. */
  gist: string;
  part: 'The three doors' | 'Jobs and agents' | 'Choosing' | 'Watching' | 'Breaking' | 'Proof';
};

/** The tour in the order of reading. */
export const CHAPTERS: readonly Chapter[] = [
  {
    part: 'The three doors',
    href: '/learn/api-key',
    title: 'API key',
    gist: 'A string in a header. Simple, and dangerous to lose.',
  },
  {
    part: 'The three doors',
    href: '/learn/oauth',
    title: 'OAuth',
    gist: 'Delegated access you can narrow and revoke.',
  },
  {
    part: 'The three doors',
    href: '/learn/mtls',
    title: 'mTLS',
    gist: 'A certificate on each side, checked before the first byte of HTTP.',
  },
  {
    part: 'Jobs and agents',
    href: '/learn/ci-job',
    title: 'A CI job',
    gist: 'No key is stored: the job exchanges the token of its platform.',
  },
  {
    part: 'Jobs and agents',
    href: '/learn/agent',
    title: 'An AI agent',
    gist: 'It acts for a person, reads what strangers wrote, and gets no more than was allowed.',
  },
  {
    part: 'Choosing',
    href: '/learn/doors',
    title: 'One request, three doors',
    gist: 'The same read by key, by app and by service, step by step, and what each costs.',
  },
  {
    part: 'Choosing',
    href: '/learn/compare',
    title: 'Side by side',
    gist: 'Nine cells, nine buttons. Each runs what it says.',
  },
  {
    part: 'Choosing',
    href: '/learn/ladder',
    title: 'The ladder',
    gist: 'Bearer key, bound key, bound token, mutual TLS: steal each and use it.',
  },
  {
    part: 'Choosing',
    href: '/learn/picker',
    title: 'The picker',
    gist: 'Three questions, and the fourth that is usually missing.',
  },
  {
    part: 'Choosing',
    href: '/learn/take',
    title: 'Take only this',
    gist: 'One style in a folder of its own, with its tests and an example that runs.',
  },
  {
    part: 'Choosing',
    href: '/learn/quiz',
    title: 'Twelve workloads',
    gist: 'Say which style fits before the picker does.',
  },
  {
    part: 'Choosing',
    href: '/learn/scenarios',
    title: 'Three systems',
    gist: 'Payments, a connected product, a cluster.',
  },
  {
    part: 'Choosing',
    href: '/learn/neighbours',
    title: 'Combinations and neighbours',
    gist: 'Which are used together, and where JWTs, cookies, webhooks and passkeys belong.',
  },
  {
    part: 'Watching',
    href: '/learn/wire',
    title: 'The wire',
    gist: 'Your own requests as diagrams, drawn from their traces.',
  },
  {
    part: 'Breaking',
    href: '/learn/mistakes',
    title: 'Eight mistakes',
    gist: 'And the attack that each one invites.',
  },
  {
    part: 'Breaking',
    href: '/learn/attacks',
    title: 'The attacks',
    gist: `${ATTACKS.length} attacks, each with a recorded run and the line that stops it.`,
  },
  {
    part: 'Breaking',
    href: '/learn/revocation',
    title: 'Revocation drill',
    gist: 'From click to revoked, in milliseconds.',
  },
  {
    part: 'Proof',
    href: '/learn/recap',
    title: 'In short',
    gist: 'Four takeaways.',
  },
  {
    part: 'Proof',
    href: '/learn/glossary',
    title: 'Glossary',
    gist: 'Every term of the tour in a sentence or two.',
  },
  {
    part: 'Proof',
    href: '/learn/coverage',
    title: 'Coverage',
    gist: 'Each claim with its test, and what cannot be proved here.',
  },
];

/** The chapters before and after one. */
export function neighboursOf(href: string): { before?: Chapter; after?: Chapter } {
  const index = CHAPTERS.findIndex((chapter) => chapter.href === href);
  if (index < 0) return {};
  return {
    ...(index > 0 ? { before: CHAPTERS[index - 1] } : {}),
    ...(index + 1 < CHAPTERS.length ? { after: CHAPTERS[index + 1] } : {}),
  };
}
