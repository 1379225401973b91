/** Whose data a call is about. Each query of billing has both in its condition. */
export type Tenant = { workspaceId: string; mode: 'test' | 'live' };
