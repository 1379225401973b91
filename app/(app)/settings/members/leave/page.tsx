import type { Metadata } from 'next';
import { Button, ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { requirePerson } from '@/lib/auth/oauth/session/require-principal';
import { leaveWorkspaceAction } from '../member-action';

export const metadata: Metadata = { title: 'Leave the workspace' };

/** The question of the dialog as a page, for where no script runs. */
export default async function LeaveWorkspacePage() {
  const { workspace } = await requirePerson('/settings/members/leave');
  return (
    <>
      <PageHeader
        title={`Leave ${workspace.name}?`}
        lead="Your API keys for it are revoked. Only an owner can let you in again."
      />
      <form action={leaveWorkspaceAction} className="flex gap-3">
        <Button look="danger">Leave</Button>
        <ButtonLink href="/settings/members">Cancel</ButtonLink>
      </form>
    </>
  );
}
