import type { Metadata } from 'next';
import { AuditTable } from '@/components/audit/audit-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listAuditEvents } from '@/lib/audit/list-audit-events';
import { requirePrincipal } from '@/lib/auth/oauth/session/require-principal';
import { listMembers } from '@/lib/workspace/list-members';

export const metadata: Metadata = { title: 'Audit log' };

const PAGE_SIZE = 25;

type AuditLogPageProps = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function AuditLogPage({ searchParams }: AuditLogPageProps) {
  const principal = await requirePrincipal('/settings/audit-log');
  const { cursor: text } = await searchParams;
  const cursor = typeof text === 'string' ? text : undefined;
  if (principal.role !== 'owner') {
    return (
      <>
        <PageHeader title="Audit log" />
        <EmptyState title="Only an owner of the workspace may read it.">
          <p>Ask one of them; Members lists who they are.</p>
        </EmptyState>
      </>
    );
  }
  const [page, members] = await Promise.all([
    listAuditEvents(principal, { limit: PAGE_SIZE, cursor }),
    listMembers(principal),
  ]);
  const names = new Map(members.map(({ id, name }) => [id, name ?? 'Someone']));
  return (
    <>
      <PageHeader
        title="Audit log"
        lead="Who did what, and from where. Each entry includes a hash of the previous one, so tampering is detectable."
      />
      {page.data.length > 0 ? (
        <AuditTable events={page.data} names={names} />
      ) : (
        <EmptyState title="Nothing has happened yet." />
      )}
      <Pagination path="/settings/audit-log" cursor={cursor} nextCursor={page.next_cursor} />
    </>
  );
}
