import { ALL_SCOPES, SCOPE_PRESETS as SETS, SCOPES, type Scope } from '@/lib/auth/scope';

export type ScopeGroup = { resource: string; scopes: { scope: Scope; sentence: string }[] };

/** The scopes by what they are about, in the order of the catalogue. */
export function groupScopes(): ScopeGroup[] {
  const groups = new Map<string, ScopeGroup>();
  for (const scope of ALL_SCOPES) {
    const resource = scope.split(':')[0] ?? scope;
    const group = groups.get(resource) ?? { resource, scopes: [] };
    group.scopes.push({ scope, sentence: SCOPES[scope] });
    groups.set(resource, group);
  }
  return [...groups.values()];
}

/** Choices that fit most scripts. */
export const SCOPE_PRESETS = {
  ingest: { label: 'Ingest', scopes: SETS.ingest.scopes },
  'read-only': {
    label: 'Read only',
    scopes: ALL_SCOPES.filter((scope) => scope.endsWith(':read')),
  },
  all: { label: 'All', scopes: ALL_SCOPES },
} as const satisfies Record<string, { label: string; scopes: readonly Scope[] }>;

export type ScopePreset = keyof typeof SCOPE_PRESETS;

export function isScopePreset(text: string | undefined): text is ScopePreset {
  return text !== undefined && Object.hasOwn(SCOPE_PRESETS, text);
}
