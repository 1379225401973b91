/** The roles, for whoever chooses one. */
export const ROLE_OPTIONS = [
  { value: 'member', label: 'Member' },
  { value: 'owner', label: 'Owner' },
] as const;
