import type { Style } from './style';

type Mistake = {
  id: string;
  style: Style | 'all';
  title: string;
  /** What goes wrong, in one sentence. */
  harm: string;
  /** What this project does instead. */
  instead: string;
  /** The slugs of the attacks that show it. */
  attacks: readonly string[];
  /** Where there is a way without the mistake. */
  better?: { href: string; label: string };
};

/** Eight ways to get it wrong. Each links to the attack that it opens the door to. */
export const MISTAKES: readonly Mistake[] = [
  {
    id: 'keys-in-git',
    style: 'api-key',
    title: 'Keys in git',
    harm: 'Deleting the line does not delete the commit, and bots read faster than you do.',
    instead: 'A prefix and a checksum make keys easy to find, before the commit and after.',
    attacks: ['key-found-in-git', 'secret-in-the-log'],
    better: { href: '/learn/ci-job', label: 'A CI job needs no stored key' },
  },
  {
    id: 'one-key-for-everything',
    style: 'api-key',
    title: 'One key for everything',
    harm: 'When it leaks, everything leaks, and ending it stops everything.',
    instead: 'Twelve scopes, checked at each call; a key can never make a stronger one.',
    attacks: ['key-without-the-scope', 'key-makes-a-stronger-key'],
  },
  {
    id: 'implicit-flow',
    style: 'oauth',
    title: 'The implicit flow',
    harm: 'The token itself passes through the address bar, and stays in the history.',
    instead:
      'Only a code passes through the browser, and it is worth nothing without its verifier.',
    attacks: ['implicit-and-password', 'stolen-code'],
  },
  {
    id: 'tokens-in-local-storage',
    style: 'oauth',
    title: 'Tokens in localStorage',
    harm: 'One line of third-party script can read them all.',
    instead: 'The browser holds one HttpOnly cookie that no script can read.',
    attacks: ['cookie-theft-by-script'],
  },
  {
    id: 'year-long-certificates',
    style: 'mtls',
    title: 'Certificates that live a year',
    harm: 'A stolen one is good for a year, and the yearly renewal is the yearly outage.',
    instead: 'An hour, renewed at half of it, by a program.',
    attacks: ['expired-certificate', 'revoked-certificate'],
  },
  {
    id: 'oauth-as-a-checkbox',
    style: 'oauth',
    title: '“We have OAuth”',
    harm: 'It is a family of flows with many settings. Most of them are wrong for you.',
    instead: 'Code with PKCE for everyone, state, nonce and iss checked, on maintained libraries.',
    attacks: ['pkce-downgrade', 'state-changed', 'provider-mix-up', 'altered-id-token'],
  },
  {
    id: 'no-way-to-revoke',
    style: 'all',
    title: 'No way to revoke',
    harm: 'On the day of the theft you find out that there is no button.',
    instead: 'Every credential has one, and the time from pressing it to dead is measured.',
    attacks: [
      'revoked-key-on-open-connection',
      'cookie-after-sign-out',
      'revoked-then-still-connected',
    ],
  },
  {
    id: 'mixed-styles-in-one-path',
    style: 'all',
    title: 'Several styles in one path',
    harm: 'If each hop knows the caller by another name, nobody can say afterwards who did it.',
    instead: 'Every door ends in one Principal, and it travels along to billing.',
    attacks: ['two-credentials-at-once', 'confused-deputy', 'key-as-session'],
  },
];
