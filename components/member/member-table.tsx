import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import type { InvitationView } from '@/lib/workspace/invite-member';
import type { MemberView } from '@/lib/workspace/list-members';

type FormAction = (form: FormData) => Promise<void>;

type MemberTableProps = {
  members: readonly MemberView[];
  /** Absent where the reader is no owner. */
  manage?: { changeRole: FormAction; remove: FormAction } | undefined;
};

export const REMOVAL =
  'Their sessions no longer open this workspace, their API keys for it are revoked, and apps may no longer act for them here. What they sent stays.';

/** Who belongs to the workspace, and for an owner what can be done about it. */
export function MemberTable({ members, manage }: MemberTableProps) {
  return (
    <DataTable
      caption="Members of the workspace"
      rows={members}
      rowKey={(member) => member.id}
      columns={[
        {
          label: 'Name',
          heading: true,
          cell: (member) => `${member.name ?? 'Someone'}${member.self ? ' (you)' : ''}`,
        },
        { label: 'E-mail', cell: (member) => member.email ?? '' },
        { label: 'Role', cell: (member) => member.role },
        {
          label: 'Joined',
          cell: (member) => <LocalTime time={member.joinedAt} precision="date" />,
        },
        ...(manage
          ? [
              {
                label: 'Actions',
                unlabelled: true,
                numeric: true,
                cell: (member: MemberView) =>
                  member.self ? null : <Actions member={member} {...manage} />,
              },
            ]
          : []),
      ]}
    />
  );
}

function Actions({
  member,
  changeRole,
  remove,
}: {
  member: MemberView;
  changeRole: FormAction;
  remove: FormAction;
}) {
  const name = member.name ?? 'Someone';
  const role = member.role === 'owner' ? 'member' : 'owner';
  return (
    <div className="flex flex-wrap gap-x-4 rows-wide:justify-end">
      <form action={changeRole}>
        <input type="hidden" name="id" value={member.id} />
        <Button look="quiet" name="role" value={role} aria-label={`Make ${name} ${role}`}>
          Make {role}
        </Button>
      </form>
      <ConfirmDialog
        trigger="Remove"
        triggerLabel={`Remove ${name}`}
        href={`/settings/members/${member.id}/remove`}
        title={`Remove ${name}?`}
        description={REMOVAL}
        confirm="Remove"
        action={remove}
        values={{ id: member.id }}
      />
    </div>
  );
}

type InvitationTableProps = {
  invitations: readonly InvitationView[];
  revoke: (form: FormData) => Promise<void>;
};

/** Invitations that have not been accepted yet. */
export function InvitationTable({ invitations, revoke }: InvitationTableProps) {
  return (
    <DataTable
      caption="Invitations that wait"
      rows={invitations}
      rowKey={(invitation) => invitation.id}
      columns={[
        { label: 'Role', heading: true, cell: (invitation) => invitation.role },
        { label: 'Invited by', cell: (invitation) => invitation.invitedBy },
        { label: 'Created', cell: (invitation) => <LocalTime time={invitation.createdAt} /> },
        { label: 'Expires', cell: (invitation) => <LocalTime time={invitation.expiresAt} /> },
        {
          label: 'Actions',
          unlabelled: true,
          numeric: true,
          cell: (invitation) => (
            <form action={revoke}>
              <input type="hidden" name="id" value={invitation.id} />
              <Button look="quiet" aria-label={`Take back the invitation as ${invitation.role}`}>
                Take back
              </Button>
            </form>
          ),
        },
      ]}
    />
  );
}
