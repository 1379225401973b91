'use server';

import { redirect } from 'next/navigation';
import { toFieldErrors } from '@/app/form-state';
import { setNotice } from '@/app/set-notice';
import type { ReplaceCertificateState } from '@/components/oauth/replace-certificate-form';
import { formatTime } from '@/components/ui/local-time';
import type { CertificateView } from '@/lib/auth/oauth/authorization-server/machine-certificate';
import {
  endCertificateOverlap,
  proposeCertificate,
  replaceMachineCertificate,
} from '@/lib/auth/oauth/authorization-server/replace-machine-certificate';
import { requireFreshSignIn } from '@/lib/auth/oauth/session/require-fresh-sign-in';
import { requirePrincipal, toPrincipal } from '@/lib/auth/oauth/session/require-principal';

/**
 * Replaces the certificate of a machine client, in two steps: what was pasted is shown as it was
 * read, and only then bound. Who holds its key can be the machine, so it takes a fresh sign-in.
 */
export async function replaceCertificateAction(
  _: ReplaceCertificateState,
  form: FormData,
): Promise<ReplaceCertificateState> {
  const clientId = String(form.get('id'));
  const principal = toPrincipal(await requireFreshSignIn(pageOf(clientId)));
  const values = {
    certificate: String(form.get('certificate') ?? ''),
    atOnce: form.get('at-once') === '1',
  };
  const step = form.get('step');
  if (step === 'back') return { values, errors: {} };
  try {
    if (step !== 'replace') {
      const read = await proposeCertificate(principal, clientId, values.certificate);
      return { values, errors: {}, proposal: await describeProposal(read) };
    }
    await replaceMachineCertificate(principal, clientId, {
      pem: values.certificate,
      overlap: !values.atOnce,
    });
  } catch (error) {
    return { values, errors: toFieldErrors(error, { certificate: 'certificate' }) };
  }
  await setNotice('certificate-replaced');
  redirect(pageOf(clientId));
}

/** Ends the overlap with the certificate before. */
export async function endCertificateOverlapAction(form: FormData): Promise<void> {
  const clientId = String(form.get('id'));
  await endCertificateOverlap(await requirePrincipal(pageOf(clientId)), clientId);
  await setNotice('certificate-overlap-ended');
  redirect(pageOf(clientId));
}

async function describeProposal({ notBefore, notAfter, ...read }: CertificateView) {
  return { ...read, from: await formatTime(notBefore), until: await formatTime(notAfter) };
}

function pageOf(clientId: string): string {
  return `/developers/apps/${encodeURIComponent(clientId)}`;
}
