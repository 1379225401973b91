'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { toFieldErrors } from '@/app/form-state';
import { setNotice } from '@/app/set-notice';
import type { CompanyFormState, CompanyTestState } from '@/components/company/company-form';
import {
  connectCompany,
  letInAgain,
  proveDomain,
  removeCompany,
  replaceCompanySecret,
  setCompanyRequired,
} from '@/lib/auth/oauth/company/company-settings';
import { testCompany } from '@/lib/auth/oauth/company/test-company';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import type { Principal } from '@/lib/auth/principal';
import { ProblemError } from '@/lib/http/problem';

const PAGE = '/settings/single-sign-on';

const text = z.string().default('');
const formSchema = z.object({
  issuer: text,
  clientId: text,
  clientSecret: text,
  domain: text,
  role: z.enum(['owner', 'member']).catch('member'),
  offlineAccess: z
    .string()
    .optional()
    .transform((value) => value === 'yes'),
});

/** Everything here decides who gets into the workspace, so all of it needs a fresh sign-in. */
async function requireFreshPrincipal(): Promise<Principal> {
  return toPrincipal(await requireFreshSignIn(PAGE));
}

/** Connects the company's provider. */
export async function connectCompanyAction(
  _: CompanyFormState,
  form: FormData,
): Promise<CompanyFormState> {
  const principal = await requireFreshPrincipal();
  const { clientSecret, ...values } = formSchema.parse(Object.fromEntries(form));
  try {
    await connectCompany(principal, { ...values, clientSecret });
  } catch (error) {
    const fields = {
      issuer: 'issuer',
      clientId: 'clientId',
      clientSecret: 'clientSecret',
      domain: 'domain',
    } as const;
    return { values, errors: toFieldErrors(error, fields) };
  }
  await setNotice('company-connected');
  redirect(PAGE);
}

/** Replaces the client secret. */
export async function replaceSecretAction(
  _: { error?: string },
  form: FormData,
): Promise<{ error?: string }> {
  const principal = await requireFreshPrincipal();
  try {
    await replaceCompanySecret(principal, text.parse(form.get('clientSecret') ?? undefined));
  } catch (error) {
    const { clientSecret, form: other } = toFieldErrors(error, { clientSecret: 'clientSecret' });
    return { error: clientSecret ?? other ?? 'Nothing was changed.' };
  }
  await setNotice('company-secret-replaced');
  redirect(PAGE);
}

/** Tests the connection without signing anyone in. */
export async function testCompanyAction(_: CompanyTestState): Promise<CompanyTestState> {
  const principal = await requireFreshPrincipal();
  try {
    return { results: await testCompany(principal) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { results: [], error: error.message };
  }
}

/** Looks the domain's record up. */
export async function proveDomainAction(_: { error?: string }): Promise<{ error?: string }> {
  const principal = await requireFreshPrincipal();
  try {
    await proveDomain(principal);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { error: error.options.detail ?? error.message };
  }
  await setNotice('company-domain-proved');
  redirect(PAGE);
}

/** Requires single sign-on, or stops to. */
export async function requireCompanyAction(form: FormData): Promise<void> {
  const principal = await requireFreshPrincipal();
  const required = form.get('required') === 'yes';
  await setCompanyRequired(principal, required);
  await setNotice(required ? 'company-required' : 'company-optional');
  redirect(PAGE);
}

/** Lets someone in again whom an owner removed. */
export async function letInAgainAction(form: FormData): Promise<void> {
  await letInAgain(await requireFreshPrincipal(), String(form.get('id')));
  await setNotice('company-person-let-in');
  redirect(PAGE);
}

/** Removes the provider. */
export async function removeCompanyAction(): Promise<void> {
  await removeCompany(await requireFreshPrincipal());
  await setNotice('company-removed');
  redirect(PAGE);
}
