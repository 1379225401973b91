'use server';

import { toFieldErrors } from '@/app/form-state';
import type { NewAppState, NewAppValues } from '@/components/oauth/new-app-form';
import { registerApp } from '@/lib/auth/oauth/authorization-server/app-registration';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { isScope } from '@/lib/auth/scope';

const FIELDS = {
  name: 'name',
  redirectUris: 'redirects',
  scopes: 'scopes',
  requiredScopes: 'required',
} as const;

/** Registers an app of the workspace. */
export async function createAppAction(_: NewAppState, form: FormData): Promise<NewAppState> {
  const principal = await requirePrincipal('/developers/apps/new');
  const values: NewAppValues = {
    name: text(form, 'name'),
    redirects: text(form, 'redirects'),
    scopes: texts(form, 'scopes'),
    required: texts(form, 'required'),
    public: form.get('public') === '1',
  };
  try {
    const { view, secret } = await registerApp(principal, {
      name: values.name,
      redirectUris: values.redirects.split(/\s+/).filter(Boolean),
      scopes: values.scopes.filter(isScope),
      requiredScopes: values.required.filter(isScope),
      public: values.public,
    });
    const revealed = { name: view.name, clientId: view.clientId, secret };
    return { values, errors: {}, revealed };
  } catch (error) {
    return { values, errors: toFieldErrors(error, FIELDS) };
  }
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

function texts(form: FormData, name: string): string[] {
  return form.getAll(name).filter((value) => typeof value === 'string');
}
