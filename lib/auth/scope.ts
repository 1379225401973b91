/** What a credential may do: `resource:verb`, each with the sentence that a person reads. */
export const SCOPES = {
  'events:write': 'Send usage events',
  'events:read': 'List usage events',
  'usage:read': 'Read usage totals and customers',
  'meters:read': 'List meters',
  'meters:write': 'Create meters',
  'invoices:read': 'Read invoices',
  'payments:write': 'Pay invoices',
  'webhooks:read': 'List webhook endpoints and deliveries',
  'webhooks:write': 'Create, change and delete webhook endpoints',
  'keys:read': 'List API keys',
  'keys:write': 'Create keys with fewer permissions; roll and revoke keys',
  'logs:read': 'Read the request log',
} as const;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}

/** What an agent, and a new app unless it says otherwise, asks for first. */
export const FIRST_SCOPE: Scope = 'usage:read';

/** Sets that people ask for, narrowest first. */
export const SCOPE_PRESETS: Record<'ingest' | 'read-only', { name: string; scopes: Scope[] }> = {
  ingest: { name: 'Send events', scopes: ['events:write'] },
  'read-only': {
    name: 'Read only',
    scopes: ALL_SCOPES.filter((scope) => scope.endsWith(':read') && scope !== 'keys:read'),
  },
};
