import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import type { InvitationView } from '@/lib/workspace/invite-member';

type InvitationTableProps = {
  invitations: readonly InvitationView[];
  revoke: (form: FormData) => Promise<void>;
};

/** The links that nobody has used yet. */
export function InvitationTable({ invitations, revoke }: InvitationTableProps) {
  return (
    <DataTable
      caption="Invitations that wait"
      rows={invitations}
      rowKey={(invitation) => invitation.id}
      columns={[
        { label: 'Role', heading: true, cell: (invitation) => invitation.role },
        { label: 'Made by', cell: (invitation) => invitation.invitedBy },
        { label: 'Made', cell: (invitation) => <LocalTime time={invitation.createdAt} /> },
        { label: 'Ends', cell: (invitation) => <LocalTime time={invitation.expiresAt} /> },
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
