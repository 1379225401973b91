type NavigationItem = { href: string; label: string };
export type NavigationGroup = { label: string; items: readonly NavigationItem[] };

/** The contents of the signed-in part. A page is listed when it exists. */
export const APP_NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'Metering',
    items: [
      { href: '/dashboard', label: 'Dashboard' },
      { href: '/events', label: 'Events' },
      { href: '/invoices', label: 'Invoices' },
    ],
  },
  {
    label: 'Settings',
    items: [
      { href: '/settings/profile', label: 'Profile' },
      { href: '/settings/api-keys', label: 'API keys' },
      { href: '/settings/trusted-issuers', label: 'Trusted issuers' },
      { href: '/settings/sessions', label: 'Sessions' },
      { href: '/settings/connected-apps', label: 'Connected apps' },
      { href: '/settings/connections', label: 'Connections' },
      { href: '/settings/webhooks', label: 'Webhooks' },
      { href: '/settings/members', label: 'Members' },
      { href: '/settings/single-sign-on', label: 'Single sign-on' },
      { href: '/settings/plan', label: 'Plan' },
      { href: '/settings/audit-log', label: 'Audit log' },
    ],
  },
  {
    label: 'Developers',
    items: [
      { href: '/developers/apps', label: 'Apps' },
      { href: '/developers/request-logs', label: 'Request log' },
    ],
  },
];

/** The public pages, in the top bar and the footer. */
export const PUBLIC_NAVIGATION: readonly NavigationItem[] = [
  { href: '/learn', label: 'Learn' },
  { href: '/docs/api', label: 'API' },
  { href: '/status', label: 'Status' },
];
