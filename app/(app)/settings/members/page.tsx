import type { Metadata } from 'next';
import { InvitationTable, MemberTable } from '@/components/member/member-table';
import { InviteForm } from '@/components/member/invite-form';
import { Callout } from '@/components/ui/callout';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { PageHeader, Section } from '@/components/ui/page-header';
import { requirePerson, toPrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listInvitations } from '@/lib/workspace/invite-member';
import { listMembers } from '@/lib/workspace/list-members';
import { EXEMPT_OWNER } from '@/lib/workspace/change-member';
import { inviteAction } from './invite-action';
import {
  changeRoleAction,
  leaveWorkspaceAction,
  removeMemberAction,
  revokeInvitationAction,
} from './member-action';

export const metadata: Metadata = { title: 'Members' };

type MembersPageProps = { searchParams: Promise<{ role?: string | string[]; refused?: string }> };

export default async function MembersPage({ searchParams }: MembersPageProps) {
  const { role, refused } = await searchParams;
  const person = await requirePerson('/settings/members');
  const principal = toPrincipal(person);
  const owner = principal.role === 'owner';
  const [members, invitations] = await Promise.all([
    listMembers(principal),
    owner ? listInvitations(principal) : [],
  ]);
  const lastOwner = owner && members.filter((member) => member.role === 'owner').length === 1;
  return (
    <>
      <PageHeader
        title="Members"
        lead="Owners have full access. Members can’t pay invoices or change webhooks, the plan or members."
      />
      {refused && (
        <Callout tone="warning" role="alert" className="mb-6" title="Nothing was changed">
          <p>
            {refused === 'exempt-owner'
              ? EXEMPT_OWNER
              : 'A workspace needs an owner who does not sign in by single sign-on. Make someone else one first.'}
          </p>
        </Callout>
      )}
      <MemberTable
        members={members}
        manage={owner ? { changeRole: changeRoleAction, remove: removeMemberAction } : undefined}
      />
      {owner && (
        <Section
          id="invite"
          title="Invite someone"
          lead="We don’t send email. Create an invite link: single use, valid for seven days."
        >
          <InviteForm action={inviteAction} role={role === 'owner' ? 'owner' : 'member'} />
          {invitations.length > 0 && (
            <div className="mt-8">
              <InvitationTable invitations={invitations} revoke={revokeInvitationAction} />
            </div>
          )}
        </Section>
      )}
      <Section
        id="leave"
        title="Leave"
        lead={
          lastOwner
            ? 'You are the only owner of this workspace. Make someone else one before you leave.'
            : `You lose access to ${person.workspace.name} immediately, and your API keys for it are revoked.`
        }
      >
        {!lastOwner && (
          <ConfirmDialog
            trigger="Leave this workspace"
            look="danger"
            href="/settings/members/leave"
            title={`Leave ${person.workspace.name}?`}
            description="Your API keys for it are revoked. Only an owner can let you in again."
            confirm="Leave"
            action={leaveWorkspaceAction}
          />
        )}
      </Section>
    </>
  );
}
