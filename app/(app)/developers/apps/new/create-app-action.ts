'use server';

import { toFieldErrors } from '@/app/form-state';
import type { NewAppState, NewAppValues } from '@/components/oauth/new-app-form';
import { SCOPE_USES, type ScopeUse } from '@/components/oauth/scope-table';
import { describeQuickStart } from '@/lib/auth/oauth/authorization-server/app-quick-start';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { ALL_SCOPES } from '@/lib/auth/scope';

const FIELDS = {
  name: 'name',
  redirectUris: 'redirects',
  scopes: 'uses',
  requiredScopes: 'uses',
} as const;

/** Registers an app of the workspace. */
export async function createAppAction(_: NewAppState, form: FormData): Promise<NewAppState> {
  const principal = await requirePrincipal('/developers/apps/new');
  const values: NewAppValues = {
    name: text(form, 'name'),
    redirects: text(form, 'redirects'),
    uses: Object.fromEntries(ALL_SCOPES.map((scope) => [scope, readUse(form, scope)])),
    public: form.get('public') === '1',
  };
  try {
    const { view, secret } = await registerApp(principal, {
      name: values.name,
      redirectUris: values.redirects.split(/\s+/).filter(Boolean),
      scopes: ALL_SCOPES.filter((scope) => values.uses[scope] !== 'none'),
      requiredScopes: ALL_SCOPES.filter((scope) => values.uses[scope] === 'required'),
      public: values.public,
    });
    const { name, clientId } = view;
    const revealed = { name, clientId, secret, quickStart: describeQuickStart(view) };
    return { values, errors: {}, revealed };
  } catch (error) {
    return { values, errors: toFieldErrors(error, FIELDS) };
  }
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

function readUse(form: FormData, scope: string): ScopeUse {
  const value = text(form, `scope.${scope}`);
  return SCOPE_USES.find((use) => use === value) ?? 'none';
}
