import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Facts } from '@/components/ui/facts';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { requirePerson } from '@/lib/auth/oauth/session/require-principal';
import { invitationCookie } from '@/lib/auth/oauth/session/session-cookie';
import { readInvitation } from '@/lib/workspace/join-workspace';
import { acceptInvitationAction, declineInvitationAction } from '../join-action';

export const metadata: Metadata = { title: 'Join a workspace' };

/** Who invites whom into what, and the answer. */
export default async function AcceptInvitationPage() {
  const person = await requirePerson('/join/accept');
  const token = (await cookies()).get(invitationCookie().name)?.value;
  const invitation = token ? await readInvitation(token) : null;
  if (!invitation) {
    return (
      <div className="py-8">
        <PageHeader title="Join a workspace" />
        <EmptyState title="This invitation no longer works.">
          <p>
            It was used, taken back or is too old. Ask the person who sent it for a new one, and
            open that in this browser.
          </p>
          <ButtonLink href="/dashboard">Dashboard</ButtonLink>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="max-w-2xl py-8">
      <PageHeader
        title={`Join ${invitation.workspace}?`}
        lead={`${invitation.invitedBy} invited you. The people there see your name and e-mail address.`}
      />
      <Facts
        facts={[
          { term: 'Your role', value: invitation.role },
          { term: 'You are', value: `${person.name}, ${person.email}` },
          { term: 'Expires', value: <LocalTime time={invitation.expiresAt} /> },
        ]}
      />
      <div className="mt-6 flex flex-wrap gap-3">
        <form action={acceptInvitationAction}>
          <Button look="primary">Join</Button>
        </form>
        <form action={declineInvitationAction}>
          <Button>Not now</Button>
        </form>
      </div>
    </div>
  );
}
