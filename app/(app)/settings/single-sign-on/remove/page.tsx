import type { Metadata } from 'next';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { removeCompanyAction } from '../company-action';

export const metadata: Metadata = { title: 'Remove single sign-on' };

/** The question of the dialog as a page, for where no script runs. */
export default async function RemoveSingleSignOnPage() {
  await requirePrincipal('/settings/single-sign-on/remove');
  return (
    <>
      <PageHeader
        title="Remove the provider?"
        lead="Everybody who signed in by it is signed out and suspended, and their keys stop working."
      />
      <form action={removeCompanyAction} className="flex gap-3">
        <Button look="danger">Remove</Button>
        <ButtonLink href="/settings/single-sign-on">Cancel</ButtonLink>
      </form>
    </>
  );
}
