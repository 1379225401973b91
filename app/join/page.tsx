import type { Metadata } from 'next';
import { JoinForm } from '@/components/member/join-form';
import { PageHeader } from '@/components/ui/page-header';
import { openInvitationAction } from './join-action';

export const metadata: Metadata = { title: 'Join a workspace' };
export const dynamic = 'force-dynamic';

/** Where an invitation leads. It needs no sign-in yet: the next page does. */
export default function JoinPage() {
  return (
    <div className="py-8">
      <PageHeader
        title="Join a workspace"
        lead="Someone invited you. Next you see who and where, and you decide."
      />
      <JoinForm action={openInvitationAction} />
    </div>
  );
}
