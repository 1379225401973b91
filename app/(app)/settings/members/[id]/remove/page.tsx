import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { REMOVAL } from '@/components/member/member-table';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listMembers } from '@/lib/workspace/list-members';
import { removeMemberAction } from '../../member-action';

export const metadata: Metadata = { title: 'Remove a member' };

/** The question of the dialog as a page, for where no script runs. */
export default async function RemoveMemberPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const principal = await requirePrincipal('/settings/members');
  const member = (await listMembers(principal)).find((one) => one.id === id);
  if (!member) notFound();
  return (
    <>
      <PageHeader title={`Remove ${member.name ?? 'Someone'}?`} lead={REMOVAL} />
      <form action={removeMemberAction} className="flex gap-3">
        <input type="hidden" name="id" value={id} />
        <Button look="danger">Remove</Button>
        <ButtonLink href="/settings/members">Cancel</ButtonLink>
      </form>
    </>
  );
}
