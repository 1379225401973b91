import { APP_NAVIGATION, PUBLIC_NAVIGATION } from './navigation';

/** Something that the palette does: opens a page, or presses a control that the page has. */
export type Command = {
  label: string;
  group: string;
  /** Keys pressed one after the other, e.g. `g d`. */
  keys?: string;
  /** Words that find it, besides its label. */
  words?: string;
} & (
  | { href: string }
  /** A selector. The palette can do nothing that the page could not: it presses what is there. */
  | { press: string }
);

export type CommandGroup = { value: string; items: Command[] };

const KEYS: Readonly<Record<string, string>> = {
  '/dashboard': 'g d',
  '/events': 'g e',
  '/invoices': 'g i',
  '/settings/api-keys': 'g k',
  '/settings/trusted-issuers': 'g t',
  '/settings/webhooks': 'g w',
  '/settings/audit-log': 'g a',
  '/developers/request-logs': 'g r',
  '/learn': 'g l',
  '/docs/api': 'g h',
  '/status': 'g s',
};

const PAGES: readonly Command[] = [
  ...APP_NAVIGATION.flatMap(({ label, items }) => items.map((item) => toPage(item, label))),
];

const MORE_PAGES: readonly Command[] = [
  ...PUBLIC_NAVIGATION.map((item) => toPage(item, 'Pages')),
  { label: 'Problems of the API', group: 'Pages', href: '/docs/problems', words: 'errors' },
  { label: 'Report a leaked key', group: 'Pages', href: '/report-leak' },
];

const MAKING: readonly Command[] = [
  { label: 'New API key', group: 'Do', href: '/settings/api-keys/new', keys: 'n k' },
  {
    label: 'New trust rule',
    group: 'Do',
    href: '/settings/trusted-issuers/new',
    keys: 'n t',
    words: 'ci job oidc workload identity federation',
  },
  { label: 'New webhook', group: 'Do', href: '/settings/webhooks/new', keys: 'n w' },
  { label: 'New app', group: 'Do', href: '/developers/apps/new', words: 'oauth client' },
];

const THEMES: readonly Command[] = ['Light', 'Dark', 'System'].map((name) => ({
  label: `Theme: ${name.toLowerCase()}`,
  group: 'Do',
  press: `[data-theme-form] button[value="${name.toLowerCase()}"]`,
  words: 'theme mode',
}));

/** All commands of a page. Those that press something are left out where it is not on the page. */
export function listCommands(signedIn: boolean): Command[] {
  if (!signedIn) {
    return [...MORE_PAGES, { label: 'Sign in', group: 'Do', href: '/sign-in' }, ...THEMES];
  }
  return [
    ...PAGES,
    ...MAKING,
    { label: 'Show test data', group: 'Do', press: 'button[name="mode"][value="test"]' },
    { label: 'Show live data', group: 'Do', press: 'button[name="mode"][value="live"]' },
    ...THEMES,
    { label: 'Sign out', group: 'Do', press: '[data-sign-out]' },
    ...MORE_PAGES,
  ];
}

/** The command of two keys, where there is one. */
export function findByKeys(commands: readonly Command[], keys: string): Command | undefined {
  return commands.find((command) => command.keys === keys);
}

/** Groups in the order in which their first command stands. */
export function groupCommands(commands: readonly Command[]): CommandGroup[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups].map(([value, items]) => ({ value, items }));
}

/** Whether every word of the query begins a word of the command. */
export function matchesQuery(command: Command, query: string): boolean {
  const text = ` ${command.label} ${command.group} ${command.words ?? ''}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(` ${word}`) || text.includes(`-${word}`));
}

function toPage(item: { href: string; label: string }, group: string): Command {
  const keys = KEYS[item.href];
  return { label: item.label, group, href: item.href, ...(keys ? { keys } : {}) };
}
