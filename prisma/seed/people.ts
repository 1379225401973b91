/** The demo people and their workspaces, under ids that never change. */
export const PEOPLE = {
  ada: {
    id: '01900000-0000-7000-8000-00000000a001',
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    subjects: { github: '1815', google: 'ada-1815' },
  },
  grace: {
    id: '01900000-0000-7000-8000-00000000a002',
    name: 'Grace Hopper',
    email: 'grace@example.com',
    subjects: { github: '1906', google: 'grace-1906' },
  },
  mallory: {
    id: '01900000-0000-7000-8000-00000000a003',
    name: 'Mallory',
    email: 'mallory@example.com',
    subjects: { github: '1984', google: 'mallory-1984' },
  },
} as const;

export const WORKSPACES = {
  analyticalEngines: {
    id: '01900000-0000-7000-8000-00000000b001',
    name: 'Analytical Engines',
    members: [
      { person: 'ada', role: 'owner' },
      { person: 'grace', role: 'member' },
    ],
  },
  compilerWorks: {
    id: '01900000-0000-7000-8000-00000000b002',
    name: 'Compiler Works',
    members: [{ person: 'grace', role: 'owner' }],
  },
  mallorys: {
    id: '01900000-0000-7000-8000-00000000b003',
    name: "Mallory's",
    members: [{ person: 'mallory', role: 'owner' }],
  },
} as const;

/** The meters of every demo workspace, in both modes. */
export const METERS = [
  { key: 'api_calls', name: 'API calls', aggregation: 'sum' },
  { key: 'compute_seconds', name: 'Compute seconds', aggregation: 'sum' },
] as const;
