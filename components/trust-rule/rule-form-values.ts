import { z } from 'zod';
import { CLAIM_FIELD } from './claim-fields';
import { isPlatform, type PlatformName } from '@/lib/auth/oauth/workload-federation/platform';
import type { Mode } from '@/lib/auth/principal';
import { isScope, type Scope } from '@/lib/auth/scope';

/** Empty for a rule that does not expire by itself. */
export const RULE_EXPIRIES = ['', '30', '90', '365'] as const;

/** A form for a new trust rule, filled in or not. */
export type RuleFormValues = {
  platform: PlatformName;
  name: string;
  issuer: string;
  audience: string;
  /** Of the claims that have a field of their own. */
  claims: Record<string, string>;
  /** All others: `name=value`, one a line. */
  moreClaims: string;
  scopes: Scope[];
  mode: Mode;
  expires: (typeof RULE_EXPIRIES)[number];
  allow: string;
  jwks: string;
  reusable: boolean;
};

const MAX_LINE = 600;
const MAX_TEXT = 5_000;

const line = z.string().max(MAX_LINE).catch('');
const text = z.string().max(MAX_TEXT).catch('');

const fieldsSchema = z.object({
  name: line,
  issuer: line,
  audience: line,
  moreClaims: text,
  mode: z.enum(['test', 'live']).optional().catch(undefined),
  expires: z.enum(RULE_EXPIRIES).catch(''),
  allow: text,
  jwks: text,
  reusable: z.string().optional().catch(undefined),
});

/**
 * Reads the form out of what it was sent as, or out of the link with which a fresh sign-in comes back.
 * @returns null where no platform is chosen yet.
 */
export function readRuleForm(
  params: URLSearchParams,
  platform: string | undefined,
  mode: Mode,
): RuleFormValues | null {
  if (!platform || !isPlatform(platform)) return null;
  const fields = fieldsSchema.parse(Object.fromEntries(params));
  const claims = [...params]
    .filter(([name]) => name.startsWith(CLAIM_FIELD))
    .map(([name, value]) => [name.slice(CLAIM_FIELD.length), value.slice(0, MAX_LINE)] as const);
  return {
    ...fields,
    platform,
    claims: Object.fromEntries(claims),
    scopes: params.getAll('scopes').filter(isScope),
    mode: fields.mode ?? mode,
    reusable: fields.reusable === '1',
  };
}

/** Writes a filled form into a link; there is nothing secret in it. */
export function writeRuleForm(values: RuleFormValues): URLSearchParams {
  const { claims, scopes, reusable, ...fields } = values;
  return new URLSearchParams([
    ...Object.entries(fields),
    ...Object.entries(claims).map(([name, value]) => [`${CLAIM_FIELD}${name}`, value]),
    ...scopes.map((scope) => ['scopes', scope]),
    ...(reusable ? [['reusable', '1']] : []),
  ]);
}

/**
 * The claims of a filled form as a rule takes them.
 * @returns the line that is not `name=value`, as `wrong`, where there is one.
 */
export function readClaims({ claims, moreClaims }: RuleFormValues) {
  const named = Object.entries(claims).filter(([, value]) => value.trim() !== '');
  const lines = moreClaims.split('\n').map((one) => one.trim());
  const more = lines.filter(Boolean).map((one) => {
    const at = one.indexOf('=');
    return { one, name: one.slice(0, at).trim(), value: one.slice(at + 1).trim(), ok: at > 0 };
  });
  return {
    claims: Object.fromEntries([...named, ...more.map(({ name, value }) => [name, value])]),
    wrong: more.find(({ ok }) => !ok)?.one,
  };
}
