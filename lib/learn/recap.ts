import type { Style } from './style';

type RecapLine = {
  style: Style | 'all';
  text: string;
  /** Where it can be seen once more. */
  seen: { href: string; label: string };
};

/** What is left of the tour a week later. */
export const RECAP: readonly RecapLine[] = [
  {
    style: 'api-key',
    text: 'An API key is simple and static: cut it narrow, let it end, revoke it after a theft. Right for scripts and partners that one team looks after.',
    seen: { href: '/learn/attacks/key-without-the-scope', label: 'Reach beyond a narrow key' },
  },
  {
    style: 'oauth',
    text: 'OAuth lends some of a person’s rights to an app, for a while. Right wherever a person lets an app act for them.',
    seen: { href: '/learn/oauth', label: 'Watch a right being lent' },
  },
  {
    style: 'mtls',
    text: 'mTLS names both machines before the first byte of HTTP. Right inside a mesh, and between organisations that run certificates.',
    seen: { href: '/learn/mtls', label: 'Decode a handshake' },
  },
  {
    style: 'all',
    text: 'Choose by who trusts whom, not by what you know already.',
    seen: { href: '/learn/picker', label: 'Ask the picker' },
  },
];
