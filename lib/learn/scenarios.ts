import type { Style } from './style';

type Scenario = {
  id: string;
  style: Style;
  title: string;
  setting: string;
  /** What makes the choice right, each with the place where it can be seen here. */
  points: readonly { text: string; href?: string }[];
  /** Where the usual telling is imprecise. */
  correction?: string;
};

/** Three systems, each with the style that fits it, and where this project does the same. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'payments-api',
    style: 'api-key',
    title: 'A payments API for developers',
    setting: 'Thousands of customers’ servers call it. Nobody is at the keyboard.',
    points: [
      {
        text: 'Two prefixes, live and test: the key itself says which world it opens.',
        href: '/learn/api-key',
      },
      {
        text: 'A leaked test key reaches no live data: the mode is part of every query.',
        href: '/learn/attacks/test-key-on-live-data',
      },
      {
        text: 'Rolling is a button with an overlap, so that nothing has to stop.',
        href: '/settings/api-keys',
      },
      {
        text: 'Webhooks are signed with a secret of their own, never with the key.',
        href: '/learn/attacks/key-as-webhook-secret',
      },
    ],
    correction:
      'Rolling is not revoking. A rolled secret goes on working through the overlap; after a theft, revoke.',
  },
  {
    id: 'connected-saas',
    style: 'oauth',
    title: 'A product that posts to Slack and writes to Drive',
    setting: 'Users connect their own accounts elsewhere, and want to take that back some day.',
    points: [
      {
        text: 'The user picks what is lent: post messages, yes; read private ones, no.',
        href: '/settings/connections',
      },
      {
        text: 'They can end it at the provider, without asking us.',
        href: '/settings/connections',
      },
      {
        text: 'We ask for the least: files that we made ourselves, not the whole drive.',
        href: '/settings/connections',
      },
    ],
    correction:
      'It is often said that no long-lived secret stays with you. A refresh token is one. We keep it encrypted, under a key that is not in the database, and a client secret beside it.',
  },
  {
    id: 'service-cluster',
    style: 'mtls',
    title: 'Services in one cluster',
    setting: 'Every call has a machine of yours at both ends.',
    points: [
      { text: 'Each workload is given a certificate by itself, for an hour.', href: '/learn/mtls' },
      { text: 'No password, key or token is in its configuration.', href: '/learn/mtls' },
      {
        text: 'A mesh can do all of it outside the application, which then only reads a name.',
        href: '/learn/attacks/forged-proxy-identity',
      },
    ],
    correction:
      'Meshes often default to a day. This project asks for an hour or less, and its certificate authority refuses more.',
  },
];
