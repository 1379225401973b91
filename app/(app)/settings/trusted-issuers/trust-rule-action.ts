'use server';

import { redirect } from 'next/navigation';
import { toFieldErrors } from '@/app/form-state';
import { setNotice } from '@/app/set-notice';
import type { TryTokenState } from '@/components/trust-rule/try-token-form';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { revokeTrustRule, tryToken } from '@/lib/auth/oauth/workload-federation/trust-rules';

const LIST = '/settings/trusted-issuers';

/** Ends a rule with all of its tokens, then shows the list. */
export async function revokeRuleAction(form: FormData): Promise<void> {
  const principal = await requirePrincipal(LIST);
  await revokeTrustRule(principal, String(form.get('id')));
  await setNotice('trust-rule-revoked');
  redirect(LIST);
}

/** Compares a token with the rules. Nothing is kept of it. */
export async function tryTokenAction(_: TryTokenState, form: FormData): Promise<TryTokenState> {
  const principal = await requirePrincipal(LIST);
  try {
    return { runs: await tryToken(principal, String(form.get('token'))) };
  } catch (error) {
    const { token, form: other } = toFieldErrors(error, { claims: 'token' });
    return { error: token ?? other ?? '' };
  }
}
