/** What each role may do, for whoever chooses one. */
export const ROLE_OPTIONS = [
  { value: 'member', label: 'Member: reads everything, sends events, has keys' },
  { value: 'owner', label: 'Owner: also pays, changes webhooks, plan and members' },
] as const;
