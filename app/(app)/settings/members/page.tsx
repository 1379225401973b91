import type { Metadata } from 'next';
import { DataTable } from '@/components/ui/data-table';
import { LocalTime } from '@/components/ui/local-time';
import { PageHeader } from '@/components/ui/page-header';
import { requirePrincipal } from '@/lib/auth/oauth/require-principal';
import { listMembers } from '@/lib/workspace/list-members';

export const metadata: Metadata = { title: 'Members' };

export default async function MembersPage() {
  const principal = await requirePrincipal('/settings/members');
  const members = await listMembers(principal);
  return (
    <>
      <PageHeader
        title="Members"
        lead="An owner may do everything here. A member may not pay invoices or change webhooks."
      />
      <DataTable
        caption="Members of the workspace"
        rows={members}
        rowKey={(member) => member.id}
        columns={[
          {
            label: 'Name',
            heading: true,
            cell: (member) => `${member.name ?? 'Somebody'}${member.self ? ' (you)' : ''}`,
          },
          { label: 'E-mail', cell: (member) => member.email ?? '' },
          { label: 'Role', cell: (member) => member.role },
          {
            label: 'Joined',
            cell: (member) => <LocalTime time={member.joinedAt} precision="date" />,
          },
        ]}
      />
    </>
  );
}
