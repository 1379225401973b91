import { z } from 'zod';
import type { Mode } from '@/lib/auth/principal';
import { isScope, type Scope } from '@/lib/auth/scope';
import type { NewKeyValues } from './new-key-form';
import { isScopePreset, SCOPE_PRESETS } from './scope-group';

const text = z.string().max(5_000).catch('');

const querySchema = z.object({
  name: text,
  scopes: text.transform((list) => list.split(',').filter(isScope)),
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  expires: z.enum(['7', '30', '90', '365']).catch('90'),
  allow: text,
  publicKey: text,
  preset: text,
});

/** Writes a filled form into a link; there is nothing secret in it. */
export function toQuery(values: NewKeyValues): string {
  const { scopes, ...rest } = values;
  return new URLSearchParams({ ...rest, scopes: scopes.join(',') }).toString();
}

/**
 * Reads a form out of a link, such as the picker's or the one that a fresh sign-in comes back with.
 * @param allowed scopes that the person may hand on; others are left out.
 */
export function fromQuery(query: unknown, mode: Mode, allowed: readonly Scope[]): NewKeyValues {
  const { preset, ...values } = querySchema.parse(query);
  const chosen: readonly Scope[] = isScopePreset(preset)
    ? SCOPE_PRESETS[preset].scopes
    : values.scopes;
  return {
    ...values,
    mode: values.mode ?? mode,
    scopes: allowed.filter((scope) => chosen.includes(scope)),
  };
}
