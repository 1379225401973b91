'use server';

import { z } from 'zod';
import { toFieldErrors } from '@/app/form-state';
import type { NewKeyState, NewKeyValues } from '@/components/api-key/new-key-form';
import { toQuery } from '@/components/api-key/new-key-query';
import { formatTime } from '@/components/ui/local-time';
import { readBinding } from '@/lib/auth/api-key/api-key-policy';
import { issueApiKey } from '@/lib/auth/api-key/issue-api-key';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { isScope } from '@/lib/auth/scope';
import { getEnv } from '@/lib/env';

const FIELDS = {
  name: 'name',
  scopes: 'scopes',
  expires_in_days: 'expires',
  allowed_cidrs: 'allow',
  public_key: 'publicKey',
} as const;

const formSchema = z.object({
  name: z.string().default(''),
  scopes: z.array(z.string()).transform((texts) => texts.filter(isScope)),
  mode: z.enum(['test', 'live']).catch('test'),
  expires: z.enum(['7', '30', '90', '365']).catch('90'),
  allow: z.string().max(5_000).default(''),
  publicKey: z.string().max(2_000).default(''),
});

/**
 * Attack: a stolen cookie or an unlocked computer is enough to make a live key, which then outlives
 * the session. A live key needs a fresh sign-in; what was filled in comes back after it.
 */
async function requireMaker(values: NewKeyValues): Promise<Principal> {
  const filled = `/settings/api-keys/new?${toQuery(values)}`;
  if (values.mode === 'test') return requirePrincipal(filled);
  return toPrincipal(await requireFreshSignIn(filled));
}

/** Makes a key for the person and shows it once, in the answer to this very request. */
export async function createKeyAction(_: NewKeyState, form: FormData): Promise<NewKeyState> {
  const fields = Object.fromEntries(form);
  const values: NewKeyValues = formSchema.parse({ ...fields, scopes: form.getAll('scopes') });
  // Attack: a private key pasted by mistake would come back in the page, or in the URL of a sign-in.
  const { errors } = await readBinding(values.publicKey);
  if (errors[0]) {
    return { values: { ...values, publicKey: '' }, errors: { publicKey: errors[0].detail } };
  }
  const principal = await requireMaker(values);
  try {
    const { key, view } = await issueApiKey(principal, {
      name: values.name,
      scopes: values.scopes,
      mode: values.mode,
      expiresInDays: Number(values.expires),
      allowedCidrs: values.allow.split(/[\s,]+/).filter(Boolean),
      publicKey: values.publicKey,
    });
    const expires = await formatTime(view.expiresAt, 'date');
    const revealed = { key, name: view.name, expires, origin: getEnv().APP_URL, bound: view.bound };
    return { values, errors: {}, revealed };
  } catch (error) {
    return { values, errors: toFieldErrors(error, FIELDS) };
  }
}
