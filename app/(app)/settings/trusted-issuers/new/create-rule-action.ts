'use server';

import { notFound, redirect } from 'next/navigation';
import { toFieldErrors } from '@/app/form-state';
import { setNotice } from '@/app/set-notice';
import type { NewRuleState } from '@/components/trust-rule/new-rule-form';
import {
  readClaims,
  readRuleForm,
  type RuleFormValues,
  writeRuleForm,
} from '@/components/trust-rule/rule-form-values';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { TrustRuleInput } from '@/lib/auth/oauth/workload-federation/trust-rule-schema';
import { createTrustRule } from '@/lib/auth/oauth/workload-federation/trust-rules';
import type { Principal } from '@/lib/auth/principal';

const DAY_MS = 86_400_000;

const FIELDS = {
  name: 'name',
  issuer: 'issuer',
  audience: 'audience',
  platform: 'platform',
  claims: 'claims',
  scopes: 'scopes',
  allowedCidrs: 'allow',
  jwks: 'jwks',
  expiresAt: 'expires',
} as const;

/**
 * Attack: a stolen cookie or an unlocked computer is enough to let the attacker's own repository in,
 * which then outlives the session. As for a live key, a rule for live data needs a fresh sign-in.
 */
async function requireMaker(values: RuleFormValues): Promise<Principal> {
  const filled = `/settings/trusted-issuers/new?${writeRuleForm(values).toString()}`;
  if (values.mode === 'test') return requirePrincipal(filled);
  return toPrincipal(await requireFreshSignIn(filled));
}

/** Creates a rule, then shows how a job uses it. */
export async function createRuleAction(_: NewRuleState, form: FormData): Promise<NewRuleState> {
  const texts = [...form].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
  const params = new URLSearchParams(texts);
  const values = readRuleForm(params, params.get('platform') ?? undefined, 'test');
  if (!values) notFound();
  const principal = await requireMaker(values);
  const { input, errors } = toInput(values);
  if (!input) return { values, errors };
  let id: string;
  try {
    ({ id } = await createTrustRule(principal, input));
  } catch (error) {
    return { values, errors: toFieldErrors(error, FIELDS) };
  }
  await setNotice('trust-rule-created');
  redirect(`/settings/trusted-issuers/${id}`);
}

function toInput(values: RuleFormValues): {
  input?: TrustRuleInput;
  errors: NewRuleState['errors'];
} {
  const { name, issuer, audience, platform, scopes, mode, expires, allow, reusable } = values;
  const { claims, wrong } = readClaims(values);
  if (wrong !== undefined) {
    return { errors: { moreClaims: `Write a claim as name=value, not “${wrong}”.` } };
  }
  let jwks: TrustRuleInput['jwks'] = null;
  try {
    if (values.jwks.trim()) jwks = JSON.parse(values.jwks);
  } catch {
    return { errors: { jwks: 'This is not JSON. Paste what the jwks_uri of the issuer answers.' } };
  }
  const allowedCidrs = allow.split(/[\s,]+/).filter(Boolean);
  const expiresAt = expires ? new Date(Date.now() + Number(expires) * DAY_MS) : null;
  const rule = { name, issuer, audience, platform, claims, scopes, mode, allowedCidrs };
  return { input: { ...rule, jwks, reusable, expiresAt }, errors: {} };
}
